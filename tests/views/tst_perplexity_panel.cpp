// SPDX-License-Identifier: GPL-3.0-only
#include "demo_project.h"
#include "pictures.h"

#include "views/factors/sets/set_list.h"
#include "views/factors/sets/set_model.h"
#include "views/language/english_plurals.h"
#include "views/perplexity/perplexity_bars.h"
#include "views/perplexity/perplexity_panel.h"

#include <QLabel>
#include <QTest>
#include <cmath>

using namespace ropewalk;
using namespace ropewalk::views;

namespace {

const std::vector<double> windows{ 0.80, 0.95, 0.93, 0.96, 0.96 }; // the first is the easiest
constexpr double commonFactor = 1.17260393995586; // √(1 + ln 8/ln 256)

ScoreEntry entryOf(std::vector<double> nll, bool preview = false)
{
    double mean = 0;
    for (const double one : nll)
        mean += one / double(nll.size());
    return { std::exp(mean), std::int64_t(2047 * nll.size()), 2048, QStringLiteral("held-out"), preview, 0.2,
        std::move(nll) };
}

std::vector<double> shifted(double by)
{
    std::vector<double> out = windows;
    for (std::size_t i = 0; i < out.size(); ++i)
        out[i] += by + (i % 2 == 0 ? 0.001 : -0.001);
    return out;
}

} // namespace

/// Of every number on the panel it can be said on what it was measured, and it is beside none that was not.
class TestPerplexityPanel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        test::useTheme(lightTheme());
        QCoreApplication::installTranslator(&m_plurals);
    }
    void init();
    void cleanup() { m_stage.reset(); }
    void previewKeepsThePlaces();
    void previewAloneIsComparedWithNothing();
    void anotherSetWithItsIdStartsAnew();
    void aAgainstB();
    void methodsAtBothFactors();
    void setsOfOneNameStayApart();
    void windowsAreTold();

private:
    QString says() const
    {
        QStringList text;
        for (const QLabel* label : m_panel->findChildren<QLabel*>())
            if (label->isVisible())
                text << label->text();
        return text.join(u'|');
    }
    QStringList order() const
    {
        QStringList ids;
        for (const PerplexityRow& row : m_bars->rows())
            ids << row.id;
        return ids;
    }
    const PerplexityRow& row(const QString& id) const { return m_bars->rows()[std::size_t(order().indexOf(id))]; }
    const rope::FactorSet& active() const { return *m_document->activeSet(); }

    EnglishPlurals m_plurals;
    std::unique_ptr<Document> m_document;
    std::unique_ptr<test::Stage> m_stage;
    PerplexityPanel* m_panel = nullptr;
    PerplexityBars* m_bars = nullptr;
};

void TestPerplexityPanel::init()
{
    m_document = std::make_unique<Document>();
    m_document->reset(test::demoProject());
    m_panel = new PerplexityPanel(m_document.get());
    m_bars = m_panel->findChild<PerplexityBars*>();
    m_stage = std::make_unique<test::Stage>(m_panel, QSize(270, 260));
    QVERIFY(QTest::qWaitForWindowExposed(&m_stage->window()));
    m_document->addScore(active(), entryOf(windows));
    m_document->addScore(m_document->baselines()[3], entryOf(shifted(-0.05))); // YaRN, a little better
    m_document->addScore(m_document->baselines()[0], entryOf(shifted(0.70)));
}

/// The preview's own perplexity, e^0.82 = 2.27, is less than the 2.51 of before and less than YaRN's; the edit is worse.
void TestPerplexityPanel::previewKeepsThePlaces()
{
    const QStringList before = order();
    QVERIFY(before.indexOf(QStringLiteral("yarn")) < before.indexOf(QStringLiteral("set-1")));
    m_document->setNHat("set-1", 8);
    QCOMPARE(order(), before);
    m_document->addScore(active(), entryOf({ 0.82 }, true));
    QCOMPARE(order(), before);
    QCOMPARE(row(QStringLiteral("set-1")).change, QStringLiteral("≈ +2.0 %"));
    QVERIFY(row(QStringLiteral("set-1")).stale);
    QVERIFY2(says().contains(QStringLiteral("≈ +2.0 %\non 1 window")), qPrintable(says()));
    QVERIFY2(says().contains(QStringLiteral("2.509")), qPrintable(says())); // still what was measured in full
    QVERIFY(!says().contains(QStringLiteral("2.27")));
    SetModel list(m_document.get());
    QCOMPARE(list.indexOf(QStringLiteral("set-1")).data(SetModel::ScoreRole).toString(), QStringLiteral("≈ +2.0 %"));
    const QImage worse = test::picture(*m_panel, QStringLiteral("perplexity-preview"));
    QVERIFY(test::pixelsNear(worse, lightTheme().critical, 40) > 10);

    m_document->addScore(active(), entryOf(shifted(0.02)));
    QVERIFY(!row(QStringLiteral("set-1")).stale);
    QVERIFY(row(QStringLiteral("set-1")).change.isEmpty());
}

void TestPerplexityPanel::previewAloneIsComparedWithNothing()
{
    m_document->setActiveSet("found-1");
    m_document->addScore(active(), entryOf({ 0.2 }, true));
    QVERIFY2(says().contains(QStringLiteral("≈ 1.22")), qPrintable(says()));
    QVERIFY(says().contains(QStringLiteral("a preview: 1 window")));
    QVERIFY(!row(QStringLiteral("found-1")).perplexity);
    QVERIFY(row(QStringLiteral("found-1")).change.isEmpty());
}

void TestPerplexityPanel::anotherSetWithItsIdStartsAnew()
{
    m_document->setActiveSet("found-1");
    m_document->addScore(active(), entryOf(shifted(0.3)));
    rope::FactorSet other = active();
    m_document->removeSet("found-1");
    other.lambda.back() = 7;
    m_document->addSet(other);
    QCOMPARE(m_document->project().active_set, std::string("found-1"));
    QVERIFY(says().contains(QStringLiteral("not scored")));
    QVERIFY(!says().contains(QStringLiteral("before this edit")));
}

void TestPerplexityPanel::aAgainstB()
{
    QCOMPARE(m_document->letter("none"), QStringLiteral("B"));
    // The differences of five windows are −0.7002 with s = 0.001095; t(4) = 2.7764.
    QVERIFY2(says().contains(QStringLiteral("A − B −50.35 %\n(−50.42 to −50.28)")), qPrintable(says()));
    m_document->setCompared({ "yarn" });
    QVERIFY2(says().contains(QStringLiteral("A − B +5.1 %\n(+5.0 to +5.2)")), qPrintable(says()));
    m_document->setCompared({});
    QVERIFY(!says().contains(QStringLiteral("A − B")));
}

void TestPerplexityPanel::methodsAtBothFactors()
{
    const rope::FactorSet yarn = m_document->baselines()[3];
    QVERIFY(!row(QStringLiteral("yarn")).atCommon);
    QVERIFY(std::abs(m_document->atCommonFactor(yarn).attention_factor - commonFactor) < 1e-12);
    m_document->addScore(m_document->atCommonFactor(yarn), entryOf(shifted(-0.06)));
    QVERIFY(std::abs(*row(QStringLiteral("yarn")).atCommon - entryOf(shifted(-0.06)).perplexity) < 1e-12);
    test::picture(*m_panel, QStringLiteral("perplexity-factors"));

    const PlotNumbers table = m_bars->numbers();
    QCOMPARE(table.columns, (QStringList{ QStringLiteral("set"), QStringLiteral("attention factor"),
                                QStringLiteral("perplexity"), QStringLiteral("common attention factor"),
                                QStringLiteral("perplexity at it"), QStringLiteral("windows"), QStringLiteral("split") }));
    const auto line = std::find_if(table.rows.begin(), table.rows.end(),
        [](const QStringList& cells) { return cells[0] == u"YaRN"; });
    QVERIFY(line != table.rows.end());
    QVERIFY(std::abs((*line)[1].toDouble() - yarn.attention_factor) < 1e-12);
    QVERIFY(std::abs((*line)[2].toDouble() - entryOf(shifted(-0.05)).perplexity) < 1e-12);
    QVERIFY(std::abs((*line)[3].toDouble() - commonFactor) < 1e-12);
    QVERIFY(std::abs((*line)[4].toDouble() - entryOf(shifted(-0.06)).perplexity) < 1e-12);
    QCOMPARE((*line)[5], QStringLiteral("5"));
    QCOMPARE((*line)[6], QStringLiteral("held-out"));
}

void TestPerplexityPanel::setsOfOneNameStayApart()
{
    rope::FactorSet twin = *m_document->set("found-1");
    twin.id = "found-2";
    twin.lambda.back() = 9;
    project::Project project = m_document->project();
    project.sets.push_back(twin); // as older projects have them
    m_document->reset(project);
    m_document->addScore(*m_document->set("found-1"), entryOf(windows));
    QStringList names;
    for (const QStringList& cells : m_bars->numbers().rows)
        names << cells[0];
    QVERIFY2(names.contains(QStringLiteral("found (found-1)")), qPrintable(names.join(u'|')));
    QVERIFY(names.contains(QStringLiteral("found (found-2)")));
    QVERIFY(names.contains(QStringLiteral("YaRN")));
    QCOMPARE(names.removeDuplicates(), 0);

    // What a search finds from now on takes a name that is free.
    twin.id.clear();
    twin.origin = "evolution, seed 1";
    m_document->addSet(twin);
    QCOMPARE(active().name, std::string("found 2"));
    m_document->addSet(twin);
    QCOMPARE(active().name, std::string("found 3"));
}

void TestPerplexityPanel::windowsAreTold()
{
    QVERIFY2(says().contains(QStringLiteral("5 windows, held-out")), qPrintable(says()));
    SetList list(m_document.get());
    QString tag;
    for (const QLabel* label : list.findChildren<QLabel*>())
        if (label->toolTip().contains(QStringLiteral("2,048 tokens")) || label->toolTip().contains(QStringLiteral("2048")))
            tag = label->text();
    QCOMPARE(tag, QStringLiteral("5 windows, held-out"));
}

QTEST_MAIN(TestPerplexityPanel)
#include "tst_perplexity_panel.moc"
