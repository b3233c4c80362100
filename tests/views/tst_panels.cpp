// SPDX-License-Identifier: GPL-3.0-only
#include "demo_project.h"
#include "pictures.h"

#include "views/document/document.h"
#include "views/factors/factor_panel.h"
#include "views/factors/sets/set_list.h"
#include "views/perplexity/perplexity_bars.h"
#include "views/perplexity/perplexity_panel.h"
#include "views/plots/pill_button.h"

#include <QDoubleSpinBox>
#include <QLabel>
#include <QSignalSpy>
#include <QSlider>
#include <QTest>
#include <cmath>

using namespace ropewalk;
using namespace ropewalk::views;

class TestPanels : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void nHatButtons();
    void nHatOutsideItsSet();
    void nHatSaysWhatItTurnsRound();
    void attentionFactor();
    void attentionSliderIsOneStep();
    void attentionKeepsItsDigits();
    void targetLength();
    void presets();
    void presetsWithoutASet();
    void exportAndFile();
    void perplexityStates();
    void perplexityHasAPrice();
    void perplexityBarsAreSorted();
    void pictures_data();
    void pictures();

private:
    const rope::FactorSet& active() const { return *m_document->activeSet(); }
    void score(
        const rope::FactorSet& set, double perplexity, bool preview = false, std::int64_t target = 2048)
    {
        m_document->addScore(
            set, { perplexity, preview ? 2047 : 10235, target, QStringLiteral("held-out"), preview, 0.2 });
    }
    static PillButton* button(QWidget& widget, const QString& name)
    {
        for (PillButton* candidate : widget.findChildren<PillButton*>())
            if (candidate->text() == name || candidate->accessibleName() == name)
                return candidate;
        return nullptr;
    }
    static QString number(PerplexityPanel& panel)
    {
        for (QLabel* label : panel.findChildren<QLabel*>())
            if (label->accessibleName() == QStringLiteral("Perplexity of the set being edited"))
                return label->text();
        return {};
    }
    static bool says(QWidget& widget, const QString& text)
    {
        for (QLabel* label : widget.findChildren<QLabel*>())
            if (!label->isHidden() && label->text().contains(text))
                return true;
        return false;
    }

    std::unique_ptr<Document> m_document;
};

void TestPanels::initTestCase()
{
    test::useTheme(lightTheme());
}

void TestPanels::init()
{
    m_document = std::make_unique<Document>();
    m_document->reset(test::demoProject());
}

void TestPanels::nHatButtons()
{
    auto* panel = new FactorPanel(m_document.get());
    test::Stage stage(panel, { 200, 420 });
    QVERIFY(QTest::qWaitForWindowExposed(&stage.window()));
    QVERIFY(button(*panel, QStringLiteral("n̂ 0"))->isChecked());
    QTest::mouseClick(button(*panel, QStringLiteral("n̂ 28")), Qt::LeftButton);
    QCOMPARE(active().n_hat, 28);
    m_document->undoStack()->undo();
    QVERIFY(button(*panel, QStringLiteral("n̂ 0"))->isChecked());
    QVERIFY(!button(*panel, QStringLiteral("n̂ 28"))->isChecked());

    stage.window().activateWindow();
    button(*panel, QStringLiteral("n̂ 0"))->setFocus();
    QTest::keyClick(button(*panel, QStringLiteral("n̂ 0")), Qt::Key_Right);
    QCOMPARE(active().n_hat, 1);
    QTest::keyClick(button(*panel, QStringLiteral("n̂ 256")), Qt::Key_Space);
    QCOMPARE(active().n_hat, 256);
    QTest::keyClick(button(*panel, QStringLiteral("n̂ 12")), Qt::Key_Return);
    QCOMPARE(active().n_hat, 12);
}

void TestPanels::nHatOutsideItsSet()
{
    FactorPanel panel(m_document.get());
    m_document->setNHat("set-1", 300);
    for (PillButton* choice : panel.findChildren<PillButton*>())
        QVERIFY(!choice->isChecked() || !choice->accessibleName().startsWith(QStringLiteral("n̂")));
    QVERIFY(says(panel, QStringLiteral("300")));
}

/// Beside n̂: how neighbours on either side of it are turned, as a warning where n̂ reaches a good part of L = 256.
void TestPanels::nHatSaysWhatItTurnsRound()
{
    auto* panel = new FactorPanel(m_document.get());
    test::Stage stage(panel, { 200, 420 });
    QVERIFY(QTest::qWaitForWindowExposed(&stage.window()));
    const auto note = [&]() -> const QLabel* {
        for (const QLabel* label : panel->findChildren<QLabel*>())
            if (label->isVisible() && label->text().contains(QStringLiteral("across n̂")))
                return label;
        return nullptr;
    };
    QVERIFY(!note());
    QTest::mouseClick(button(*panel, QStringLiteral("n̂ 16")), Qt::LeftButton);
    QVERIFY(note());
    // NTK's last pair at s = 8: 16/8 − 15.
    QVERIFY2(note()->text().contains(QStringLiteral("−13.0 tokens, pair 31")), qPrintable(note()->text()));
    QCOMPARE(note()->foregroundRole(), QPalette::PlaceholderText);
    QVERIFY(note()->toolTip().startsWith(QStringLiteral("Across n̂")));
    QTest::mouseClick(button(*panel, QStringLiteral("n̂ 256")), Qt::LeftButton);
    QVERIFY2(note()->text().contains(QStringLiteral("−223.0 tokens, pair 31")), qPrintable(note()->text()));
    QCOMPARE(note()->foregroundRole(), QPalette::BrightText);
    QVERIFY2(note()->toolTip().simplified().contains(QStringLiteral("a good part of the trained 256")),
        qPrintable(note()->toolTip()));
    test::picture(stage.window(), QStringLiteral("n-hat-note"));
    QTest::mouseClick(button(*panel, QStringLiteral("n̂ 0")), Qt::LeftButton);
    QVERIFY(!note());
}

void TestPanels::attentionFactor()
{
    FactorPanel panel(m_document.get());
    QTest::mouseClick(button(panel, QStringLiteral("LongRoPE")), Qt::LeftButton);
    QCOMPARE(active().attention_factor, std::sqrt(1 + std::log(8.0) / std::log(256.0)));
    QTest::mouseClick(
        button(panel, QStringLiteral("Attention factor 1: Leave scores as they are")), Qt::LeftButton);
    QCOMPARE(active().attention_factor, 1.0);
    auto* spin = panel.findChild<QDoubleSpinBox*>();
    spin->setValue(1.157);
    QCOMPARE(active().attention_factor, 1.157);
    QTest::keyClick(spin, Qt::Key_Up);
    QCOMPARE(active().attention_factor, 1.162);
}

void TestPanels::attentionSliderIsOneStep()
{
    FactorPanel panel(m_document.get());
    QSignalSpy editing(&panel, &FactorPanel::editing);
    auto* slider = panel.findChild<QSlider*>();
    slider->setSliderDown(true);
    for (int position : { 1050, 1100, 1150 })
        slider->setSliderPosition(position);
    slider->setSliderDown(false);
    QCOMPARE(active().attention_factor, 1.15);
    QCOMPARE(m_document->undoStack()->count(), 1);
    QCOMPARE(editing.size(), 2);
    QCOMPARE(panel.findChild<QDoubleSpinBox*>()->value(), 1.15);
}

void TestPanels::attentionKeepsItsDigits()
{
    const double exact = rope::yarn_attention_factor(8);
    FactorPanel panel(m_document.get());
    m_document->setAttentionFactor("set-1", exact);
    QVERIFY(active().attention_factor == exact); // what the box rounds for show does not come back
    QCOMPARE(m_document->undoStack()->count(), 1);
}

void TestPanels::targetLength()
{
    FactorPanel panel(m_document.get());
    auto* target = panel.findChild<QSpinBox*>();
    QCOMPARE(target->value(), 2048);
    QVERIFY(button(panel, QStringLiteral("8×"))->isChecked());
    target->selectAll();
    QTest::keyClicks(target, QStringLiteral("4096"));
    QCOMPARE(m_document->project().target_length, 2048); // not before it is said to be done
    QTest::keyClick(target, Qt::Key_Return);
    QCOMPARE(m_document->project().target_length, 4096);
    QVERIFY(button(panel, QStringLiteral("16×"))->isChecked());
    QVERIFY(!button(panel, QStringLiteral("8×"))->isChecked());
    QTest::mouseClick(button(panel, QStringLiteral("4×")), Qt::LeftButton);
    QCOMPARE(m_document->project().target_length, 1024);
    QCOMPARE(target->value(), 1024);
    QCOMPARE(m_document->undoStack()->count(), 2);
    QVERIFY(!says(panel, QStringLiteral("the trained length")));
    target->setValue(1600);
    QVERIFY(says(panel, QStringLiteral("6.25× the trained length")));
}

void TestPanels::presets()
{
    FactorPanel panel(m_document.get());
    QTest::mouseClick(button(panel, QStringLiteral("Start from PI")), Qt::LeftButton);
    QCOMPARE(active().lambda, std::vector<double>(32, 8.0));
    m_document->setTarget(1024);
    QTest::mouseClick(button(panel, QStringLiteral("Start from PI")), Qt::LeftButton);
    QCOMPARE(active().lambda, std::vector<double>(32, 4.0));
    QTest::mouseClick(button(panel, QStringLiteral("Start from none")), Qt::LeftButton);
    QCOMPARE(active().lambda, std::vector<double>(32, 1.0));
    QCOMPARE(m_document->undoStack()->count(), 4);
}

void TestPanels::presetsWithoutASet()
{
    project::Project empty = test::demoProject();
    empty.sets.clear();
    m_document->reset(empty);
    FactorPanel panel(m_document.get());
    QVERIFY(!button(panel, QStringLiteral("Export…"))->isEnabled());
    QVERIFY(!button(panel, QStringLiteral("n̂ 4"))->isEnabled());
    QTest::mouseClick(button(panel, QStringLiteral("Start from NTK")), Qt::LeftButton);
    QVERIFY(m_document->activeSet());
    QCOMPARE(active().name, std::string("mine"));
    QVERIFY(button(panel, QStringLiteral("Export…"))->isEnabled());
}

void TestPanels::exportAndFile()
{
    FactorPanel panel(m_document.get());
    QSignalSpy exported(&panel, &FactorPanel::exportRequested);
    QSignalSpy opened(&panel, &FactorPanel::openFactorFileRequested);
    QTest::mouseClick(button(panel, QStringLiteral("Export…")), Qt::LeftButton);
    QTest::mouseClick(button(panel, QStringLiteral("file…")), Qt::LeftButton);
    QCOMPARE(exported.size(), 1);
    QCOMPARE(opened.size(), 1);
}

void TestPanels::perplexityStates()
{
    PerplexityPanel panel(m_document.get());
    QCOMPARE(number(panel), QStringLiteral("–"));
    QVERIFY(says(panel, QStringLiteral("Perplexity at 2048")));
    score(active(), 2.5171);
    QCOMPARE(number(panel), QStringLiteral("2.517"));
    QVERIFY(says(panel, QStringLiteral("held-out")));

    m_document->setNHat("set-1", 8);
    QCOMPARE(number(panel), QStringLiteral("2.517"));
    QVERIFY(says(panel, QStringLiteral("before this edit")));
    QVERIFY(!says(panel, QStringLiteral("held-out")));
    panel.setScoring(true);
    QVERIFY(says(panel, QStringLiteral("scoring")));
    score(active(), 2.498, true);
    QCOMPARE(number(panel), QStringLiteral("≈ 2.50"));
    score(active(), 2.4991);
    QCOMPARE(number(panel), QStringLiteral("2.499"));
    QVERIFY(!says(panel, QStringLiteral("scoring")));

    m_document->undoStack()->undo();
    QCOMPARE(number(panel), QStringLiteral("2.517")); // the old number at once
    QVERIFY(!says(panel, QStringLiteral("before this edit")));
    m_document->setActiveSet("found-1");
    QCOMPARE(number(panel), QStringLiteral("–")); // not another set's number
    m_document->setActiveSet("set-1");
    m_document->setTarget(1024);
    QCOMPARE(number(panel), QStringLiteral("–")); // nor another length's
    QVERIFY(says(panel, QStringLiteral("Perplexity at 1024")));
}

void TestPanels::perplexityHasAPrice()
{
    PerplexityPanel panel(m_document.get());
    QSignalSpy asked(&panel, &PerplexityPanel::scoreRequested);
    panel.setPrice(245);
    PillButton* ask = button(panel, QStringLiteral("Score, about 4 min"));
    QVERIFY(ask);
    QVERIFY(!ask->isHidden());
    QTest::mouseClick(ask, Qt::LeftButton);
    QCOMPARE(asked.size(), 1);
    panel.setScoring(true);
    QVERIFY(ask->isHidden());
    panel.setScoring(false);
    score(active(), 2.5);
    QVERIFY(ask->isHidden());
    panel.setStatus(QStringLiteral("The engine is restarting"), true);
    QVERIFY(says(panel, QStringLiteral("restarting")));
    panel.setStatus({});
    QVERIFY(!says(panel, QStringLiteral("restarting")));
}

void TestPanels::perplexityBarsAreSorted()
{
    PerplexityPanel panel(m_document.get());
    score(m_document->baselines()[1], 75);
    score(m_document->baselines()[3], 3.21);
    score(rope::make_set(rope::Method::none, m_document->geometry(), 256), 2.44, false, 256);
    auto* bars = panel.findChild<PerplexityBars*>();
    QCOMPARE(bars->rows().size(), std::size_t(7));
    QCOMPARE(bars->rows()[0].label, QStringLiteral("inside 256"));
    QCOMPARE(bars->rows()[1].label, QStringLiteral("YaRN"));
    QCOMPARE(bars->rows()[2].label, QStringLiteral("PI"));
    QVERIFY(!bars->rows()[3].perplexity);
    QVERIFY(bars->accessibleDescription().contains(QStringLiteral("YaRN: 3.21")));
    QVERIFY(bars->accessibleDescription().contains(QStringLiteral("none: not scored")));
}

void TestPanels::pictures_data()
{
    QTest::addColumn<bool>("dark");
    QTest::addColumn<int>("scale");
    QTest::newRow("light") << false << 1;
    QTest::newRow("dark") << true << 1;
    QTest::newRow("light2x") << false << 2;
}

void TestPanels::pictures()
{
    QFETCH(bool, dark);
    QFETCH(int, scale);
    test::useTheme(dark ? darkTheme() : lightTheme());
    const double figures[] = { 7.37, 75.0, 4.35, 3.21 };
    const std::vector<rope::FactorSet> baselines = m_document->baselines();
    for (std::size_t i = 0; i < baselines.size(); ++i)
        score(baselines[i], figures[i]);
    score(rope::make_set(rope::Method::none, m_document->geometry(), 256), 2.44, false, 256);
    m_document->setNHat("set-1", 4);
    score(active(), 2.517);
    score(*m_document->set("found-1"), 2.62);

    QWidget stage;
    auto* list = new SetList(m_document.get(), &stage);
    auto* perplexity = new PerplexityPanel(m_document.get(), &stage);
    auto* factors = new FactorPanel(m_document.get(), &stage);
    auto* stale = new PerplexityPanel(m_document.get(), &stage);
    stage.resize(640, 560);
    list->setGeometry(8, 8, 194, 240);
    perplexity->setGeometry(212, 8, 204, 240);
    factors->setGeometry(212, 254, 204, 300);
    stale->setGeometry(426, 8, 204, 240);
    list->setCompared(QStringLiteral("found-1"));
    stage.show();
    const QString tag = QString::fromLatin1(QTest::currentDataTag());
    const QImage image = test::picture(stage, QStringLiteral("panels-%1").arg(tag), scale);
    QVERIFY(test::pixelsNear(image, (dark ? darkTheme() : lightTheme()).accent) > 400);
    stale->setPrice(245);
    stale->setStatus(QStringLiteral("The engine is restarting"), true);
    m_document->setAttentionFactor("set-1", 1.157);
    test::picture(stage, QStringLiteral("panels-edited-%1").arg(tag), scale);
    test::useTheme(lightTheme());
}

QTEST_MAIN(TestPanels)
#include "tst_panels.moc"
