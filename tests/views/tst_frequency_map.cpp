// SPDX-License-Identifier: GPL-3.0-only
#include "core/rope/angles.h"
#include "core/rope/methods.h"
#include "views/document/document.h"
#include "views/frequency/frequency_map.h"
#include "views/frequency/frequency_panel.h"
#include "views/plots/pill_button.h"
#include "views/plots/theme.h"
#include "pictures.h"

#include <QApplication>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>
#include <QWindow>
#include <cmath>
#include <memory>

using namespace ropewalk;
using namespace ropewalk::views;

namespace {

project::Project demoProject()
{
    project::Project project;
    project.model_path = "demo";
    project.geometry.head_dim = 64;
    project.geometry.rotary_dim = 64;
    project.geometry.original_length = 256;
    project.target_length = 2048;
    rope::FactorSet set = rope::make_set(rope::Method::ntk, project.geometry, 2048);
    set.id = "set-1";
    set.name = "mine";
    set.n_hat = 4;
    project.sets.push_back(set);
    project.active_set = set.id;
    return project;
}

void wheel(QWidget* widget, const QPointF& at, QPoint delta, Qt::KeyboardModifiers keys = Qt::NoModifier)
{
    QWheelEvent event(at, widget->mapToGlobal(at), {}, delta, Qt::NoButton, keys, Qt::NoScrollPhase, false);
    QApplication::sendEvent(widget, &event);
}

} // namespace

class FrequencyMapTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void picturesShowTheThreeRows();
    void editChangesOnlyItsRow();
    void clickSelectsThePair();
    void wheelZoomsAroundThePointer();
    void controlWheelZoomsPairs();
    void dragPansWithinLimits();
    void keysZoomPanAndChoose();
    void hoverReadsTheAngle();
    void cursorWalksByKeys();
    void saysWhatIsUnseen();
    void followsWhatWasTrained();
    void keysThatSeemToLieAhead();
    void anotherModelAndTarget();
    void setRemovedUnderTheCursor();
    void emptyProject();
    void panelButtons();

private:
    QPoint pointAt(int row, double position, double pair) const;
    void settle();

    std::unique_ptr<Document> m_document;
    std::unique_ptr<FrequencyMap> m_map;
};

void FrequencyMapTest::init()
{
    m_document = std::make_unique<Document>();
    m_document->reset(demoProject());
    m_map = std::make_unique<FrequencyMap>(m_document.get());
    m_map->setPalette(paletteFor(lightTheme()));
    m_map->resize(860, 240);
    m_map->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_map.get()));
    settle();
}

void FrequencyMapTest::cleanup()
{
    m_map.reset();
    m_document.reset();
}

void FrequencyMapTest::settle()
{
    QTRY_VERIFY(m_map->isUpToDate());
}

QPoint FrequencyMapTest::pointAt(int row, double position, double pair) const
{
    const QRectF rect = m_map->rowRect(row);
    return QPointF(rect.left() + m_map->positions().shareOf(position) * rect.width(),
        rect.top() + m_map->pairs().shareOf(pair) * rect.height())
        .toPoint();
}

void FrequencyMapTest::picturesShowTheThreeRows()
{
    QCOMPARE(m_map->rows().size(), 3u);
    QCOMPARE(m_map->rows()[0].name, QStringLiteral("extrapolated"));
    QCOMPARE(m_map->rows()[2].name, QStringLiteral("A · mine"));
    const QImage shot = m_map->grab().toImage();
    const double ratio = shot.devicePixelRatio();
    const auto colour = [&](int row, double position, double pair) {
        return shot.pixel((QPointF(pointAt(row, position, pair)) * ratio).toPoint());
    };
    // The slowest pair hardly turns: the light end of the map, red where it was never trained.
    const double theta = std::pow(1e4, -62.0 / 64);
    const auto expected
        = [](double angle) { return colourAt(ColourMap::cividis, (std::cos(angle) + 1) / 2); };
    QCOMPARE(colour(0, 100, 31.5), expected(100 * theta));
    QCOMPARE(colour(0, 1000, 31.5), outOfDistribution(expected(1000 * theta)));
    QCOMPARE(colour(1, 1000, 31.5), expected(1000 * theta / 8));
    QCOMPARE(colour(2, 1000, 31.5), expected(1000 * theta / 8));
}

void FrequencyMapTest::editChangesOnlyItsRow()
{
    const QImage before = m_map->grab().toImage();
    QSignalSpy shown(m_map.get(), &FrequencyMap::picturesShown);
    m_document->setLambda("set-1", rope::none_lambda(m_document->geometry()));
    QVERIFY(!m_map->isUpToDate());
    QTRY_COMPARE(shown.count(), 1);
    settle();
    const QImage after = m_map->grab().toImage();
    const auto area = [&](int row) {
        const double ratio = before.devicePixelRatio();
        const QRectF rect = m_map->rowRect(row);
        return QRectF(rect.topLeft() * ratio, rect.size() * ratio).toRect();
    };
    QCOMPARE(before.copy(area(0)), after.copy(area(0)));
    QCOMPARE(before.copy(area(1)), after.copy(area(1)));
    QVERIFY(before.copy(area(2)) != after.copy(area(2)));
    m_document->undoStack()->undo();
    settle();
    QTRY_COMPARE(m_map->grab().toImage(), before);
}

void FrequencyMapTest::clickSelectsThePair()
{
    QSignalSpy selected(m_map.get(), &FrequencyMap::pairSelected);
    QTest::mouseClick(m_map.get(), Qt::LeftButton, {}, pointAt(1, 700, 13.5));
    QCOMPARE(selected.count(), 1);
    QCOMPARE(selected.at(0).at(0).toInt(), 13);
    QCOMPARE(m_map->selectedPair(), 13);
    // The linked selection of another view isn't answered.
    m_map->setSelectedPair(20);
    QCOMPARE(selected.count(), 1);
    QCOMPARE(m_map->selectedPair(), 20);
    m_map->setSelectedPair(32);
    QCOMPARE(m_map->selectedPair(), 20);
    m_map->setSelectedPair(-1);
    QCOMPARE(m_map->selectedPair(), -1);
}

void FrequencyMapTest::wheelZoomsAroundThePointer()
{
    const QPoint at = pointAt(0, 1500, 10);
    const double share = (at.x() - m_map->rowRect(0).left()) / m_map->rowRect(0).width();
    const double position = m_map->positions().valueAt(share);
    for (int i = 0; i < 5; ++i)
        wheel(m_map.get(), at, QPoint(0, 120));
    QVERIFY(std::abs(m_map->positions().span() - 2048 / std::pow(1.0015, 600)) < 1);
    QVERIFY(std::abs(m_map->positions().valueAt(share) - position) < 1e-6);
    QVERIFY(m_map->pairs().isWhole());
    for (int i = 0; i < 100; ++i)
        wheel(m_map.get(), at, QPoint(0, 120));
    QCOMPARE(m_map->positions().span(), 8.0);
    for (int i = 0; i < 100; ++i)
        wheel(m_map.get(), at, QPoint(0, -120));
    QVERIFY(m_map->positions().isWhole());
    QCOMPARE(m_map->positions().first(), 0.0);
    settle();
}

void FrequencyMapTest::controlWheelZoomsPairs()
{
    for (int i = 0; i < 4; ++i)
        wheel(m_map.get(), pointAt(2, 1000, 16.5), QPoint(0, 120), Qt::ControlModifier);
    QVERIFY(m_map->positions().isWhole());
    QVERIFY(m_map->pairs().span() < 17);
    QVERIFY(m_map->pairs().first() < 16 && m_map->pairs().end() > 17);
    settle();
    QTest::mouseDClick(m_map.get(), Qt::LeftButton, {}, pointAt(2, 1000, 16.5));
    QVERIFY(m_map->pairs().isWhole());
}

void FrequencyMapTest::dragPansWithinLimits()
{
    m_map->zoomIn();
    const double first = m_map->positions().first();
    const double perPixel = m_map->positions().span() / m_map->rowRect(0).width();
    QSignalSpy selected(m_map.get(), &FrequencyMap::pairSelected);
    const QPoint from = pointAt(1, m_map->positions().valueAt(0.5), 5);
    QTest::mousePress(m_map->windowHandle(), Qt::LeftButton, {}, from);
    QTest::mouseMove(m_map->windowHandle(), from - QPoint(60, 0));
    QVERIFY(std::abs(m_map->positions().first() - (first + 60 * perPixel)) < 1e-6);
    QTest::mouseMove(m_map->windowHandle(), from + QPoint(350, 0));
    QCOMPARE(m_map->positions().first(), 0.0);
    QTest::mouseRelease(m_map->windowHandle(), Qt::LeftButton, {}, from + QPoint(350, 0));
    QCOMPARE(selected.count(), 0);
    QVERIFY(!m_map->positions().isWhole());
    QTest::mouseDClick(m_map.get(), Qt::LeftButton, {}, from);
    QVERIFY(m_map->positions().isWhole());
    settle();
}

void FrequencyMapTest::keysZoomPanAndChoose()
{
    m_map->setFocus();
    QTest::keyClick(m_map.get(), Qt::Key_Plus);
    QTest::keyClick(m_map.get(), Qt::Key_Plus);
    const double span = m_map->positions().span();
    QCOMPARE(span, 2048 / 2.25);
    const double first = m_map->positions().first();
    QTest::keyClick(m_map.get(), Qt::Key_Right);
    QVERIFY(std::abs(m_map->positions().first() - (first + span / 10)) < 1e-9);
    QTest::keyClick(m_map.get(), Qt::Key_End);
    QCOMPARE(m_map->positions().end(), 2048.0);
    QTest::keyClick(m_map.get(), Qt::Key_Home);
    QCOMPARE(m_map->positions().first(), 0.0);
    QTest::keyClick(m_map.get(), Qt::Key_Minus);
    QCOMPARE(m_map->positions().span(), 2048 / 1.5);
    QTest::keyClick(m_map.get(), Qt::Key_0);
    QVERIFY(m_map->positions().isWhole());

    QSignalSpy selected(m_map.get(), &FrequencyMap::pairSelected);
    QTest::keyClick(m_map.get(), Qt::Key_Down);
    QTest::keyClick(m_map.get(), Qt::Key_Down);
    QCOMPARE(m_map->selectedPair(), 1);
    QTest::keyClick(m_map.get(), Qt::Key_Up);
    QTest::keyClick(m_map.get(), Qt::Key_Up);
    QCOMPARE(m_map->selectedPair(), 0);
    QCOMPARE(selected.count(), 3); // none for the step that stays
}

void FrequencyMapTest::hoverReadsTheAngle()
{
    QVERIFY(m_map->readout().isEmpty());
    QTest::mouseMove(m_map->windowHandle(), pointAt(0, 1000, 20.5));
    const QString text = m_map->readout();
    QVERIFY2(text.startsWith(QStringLiteral("pair 20 · position")), qPrintable(text));
    QVERIFY(text.contains(QStringLiteral("never seen in training")));
    QTest::mouseMove(m_map->windowHandle(), pointAt(1, 1000, 20.5));
    QVERIFY(!m_map->readout().contains(QStringLiteral("never seen")));
    // Between the rows and beside them there is nothing to read.
    QTest::mouseMove(m_map->windowHandle(), QPoint(3, 3));
    QVERIFY(m_map->readout().isEmpty());
    const rope::FactorSet none = rope::make_set(rope::Method::none, m_document->geometry(), 2048);
    const FrequencyReadout one = readFrequency(m_document->geometry(), {}, none, 2, 3, 3);
    const double angle = 3 * std::pow(1e4, -4.0 / 64);
    QVERIFY(std::abs(one.angle - angle) < 1e-12);
    QVERIFY(std::abs(one.cosine - std::cos(angle)) < 1e-12);
    QCOMPARE(readoutText(one), QStringLiteral("pair 2 · position 3\n1.687 rad · 0.268 turns · cosine −0.12"));
}

void FrequencyMapTest::cursorWalksByKeys()
{
    for (int i = 0; i < 12; ++i)
        m_map->zoomIn();
    QTest::keyClick(m_map.get(), Qt::Key_Right, Qt::ShiftModifier);
    QVERIFY(m_map->readout().contains(QStringLiteral("position ")));
    const QString before = m_map->readout();
    QTest::keyClick(m_map.get(), Qt::Key_Right, Qt::ShiftModifier);
    QVERIFY(m_map->readout() != before);
    QTest::keyClick(m_map.get(), Qt::Key_Left, Qt::ShiftModifier);
    QCOMPARE(m_map->readout(), before);
    QVERIFY(m_map->accessibleDescription().contains(QStringLiteral("mine, pair 0")));
    QTest::keyClick(m_map.get(), Qt::Key_PageUp);
    QVERIFY(m_map->accessibleDescription().contains(QStringLiteral("PI, pair 0")));
    for (int i = 0; i < 20; ++i) // past the window's end, which follows
        QTest::keyClick(m_map.get(), Qt::Key_Right, Qt::ShiftModifier);
    QVERIFY(!m_map->readout().isEmpty());
    QTest::keyClick(m_map.get(), Qt::Key_Escape);
    QVERIFY(m_map->readout().isEmpty());
}

void FrequencyMapTest::saysWhatIsUnseen()
{
    // 19 slow pairs, each outside from 256 to 2047 without stretching.
    QCOMPARE(m_map->rows()[0].unseen, 0.875);
    QVERIFY(m_map->rows()[1].unseen > 0 && m_map->rows()[1].unseen < 0.01);
    QCOMPARE(shareText(m_map->rows()[1].unseen), QStringLiteral("<1 %"));
    QCOMPARE(shareText(0.8711), QStringLiteral("87 %"));
    QCOMPARE(shareText(0.0), QStringLiteral("0 %"));
    QCOMPARE(shareText(0.999), QStringLiteral(">99 %"));
    QCOMPARE(m_map->accessibleName(), QStringLiteral("Frequency map"));
    QVERIFY(m_map->accessibleDescription().contains(QStringLiteral("PI: <1 %")));
    QCOMPARE(tokensText(2048), QStringLiteral("2048"));
    QCOMPARE(tokensText(2097152), QStringLiteral("2048k"));
}

/// A model that ships PI for 2048 tokens knows them: the row, the tint and the readout say so.
void FrequencyMapTest::followsWhatWasTrained()
{
    settle();
    const QPoint slow = pointAt(0, 1500, 31);
    const auto tint = [&] { return m_map->grab().toImage().pixelColor(slow); };
    const QColor before = tint();
    m_document->setTrained({ std::vector<double>(32, 8.0), 0, 1.0, 2048, {} });
    settle();
    QCOMPARE(m_map->rows()[1].unseen, 0.0); // PI is what it was trained with
    QVERIFY(m_map->rows()[0].unseen > 0.85); // plain RoPE leaves where it left before
    QCOMPARE(tint(), before);
    QTest::mouseMove(m_map->windowHandle(), slow);
    QVERIFY2(m_map->readout().contains(QStringLiteral("never seen")), qPrintable(m_map->readout()));
    m_document->setTrained({ std::vector<double>(32, 1.0), 0, 1.0, 2048, {} });
    settle();
    QCOMPARE(m_map->rows()[0].unseen, 0.0);
    QVERIFY(tint() != before);
    QTest::mouseMove(m_map->windowHandle(), slow + QPoint(1, 0));
    QVERIFY2(!m_map->readout().contains(QStringLiteral("never seen")), qPrintable(m_map->readout()));
    m_document->reset(demoProject());
    QVERIFY(m_document->trained().is_plain());
    QCOMPARE(m_map->rows()[0].unseen, 0.875);
}

/// From n̂ to λ·(n̂ − 1) a query has keys of before n̂ ahead of it: hatched, and read out.
void FrequencyMapTest::keysThatSeemToLieAhead()
{
    m_document->setLambda("set-1", rope::pi_lambda(m_document->geometry(), 8));
    settle();
    const QImage before = m_map->grab().toImage();
    m_document->setNHat("set-1", 128);
    settle();
    const QImage after = m_map->grab().toImage();
    test::picture(*m_map, QStringLiteral("keys-ahead"));
    const auto changed = [&](double from, double to) {
        const qreal ratio = m_map->devicePixelRatioF();
        const QRect area = QRectF(QPointF(pointAt(2, from, 4)) * ratio, QPointF(pointAt(2, to, 28)) * ratio).toRect();
        int pixels = 0;
        for (int y = area.top(); y < area.bottom(); ++y)
            for (int x = area.left(); x < area.right(); ++x)
                pixels += before.pixel(x, y) != after.pixel(x, y);
        return double(pixels) / (double(area.width()) * area.height());
    };
    QVERIFY2(changed(400, 980) > 0.1, qPrintable(QString::number(changed(400, 980)))); // up to 8·127 = 1016
    QCOMPARE(changed(1050, 2000), 0.0);
    QTest::mouseMove(m_map->windowHandle(), pointAt(2, 300, 20.5));
    // The key at 127 against a query near 300/8 = 37.5.
    const QRegularExpression said(QStringLiteral("keys before n̂ seem to lie up to (\\d+\\.\\d) tokens ahead"));
    const auto match = said.match(m_map->readout());
    QVERIFY2(match.hasMatch(), qPrintable(m_map->readout()));
    QVERIFY2(std::abs(match.captured(1).toDouble() - (127 - 300.0 / 8)) < 1, qPrintable(m_map->readout()));
    QTest::mouseMove(m_map->windowHandle(), pointAt(2, 1500, 20.5));
    QVERIFY(!m_map->readout().isEmpty());
    QVERIFY2(!m_map->readout().contains(QStringLiteral("ahead")), qPrintable(m_map->readout()));
}

void FrequencyMapTest::anotherModelAndTarget()
{
    m_map->zoomIn();
    m_document->setTarget(4096);
    QVERIFY(m_map->positions().isWhole());
    QCOMPARE(m_map->positions().length(), 4096.0);
    m_map->setSelectedPair(31);
    project::Project other = demoProject();
    other.geometry.head_dim = other.geometry.rotary_dim = 32;
    other.target_length = 1 << 22;
    other.sets[0] = rope::make_set(rope::Method::yarn, other.geometry, other.target_length);
    other.sets[0].id = "set-1";
    m_document->reset(other);
    QCOMPARE(m_map->pairs().length(), 16.0);
    QCOMPARE(m_map->positions().length(), double(1 << 22));
    QCOMPARE(m_map->selectedPair(), -1);
    settle();
    QVERIFY(!m_map->grab().isNull());
}

void FrequencyMapTest::setRemovedUnderTheCursor()
{
    QTest::mouseMove(m_map->windowHandle(), pointAt(2, 500, 3));
    QVERIFY(!m_map->readout().isEmpty());
    m_document->removeSet("set-1");
    QVERIFY(m_map->readout().isEmpty());
    QCOMPARE(m_map->rows()[2].name, QStringLiteral("no set yet"));
    settle();
    QVERIFY(!m_map->grab().isNull());
    QTest::keyClick(m_map.get(), Qt::Key_Right, Qt::ShiftModifier);
    QVERIFY(m_map->accessibleDescription().contains(QStringLiteral("PI, pair")));
}

void FrequencyMapTest::emptyProject()
{
    m_document->reset({});
    QVERIFY(m_map->rows().empty());
    QVERIFY(!m_map->grab().isNull());
    for (const Qt::Key key : { Qt::Key_Plus, Qt::Key_Right, Qt::Key_PageUp, Qt::Key_Down, Qt::Key_0 })
        QTest::keyClick(m_map.get(), key);
    QTest::mouseClick(m_map.get(), Qt::LeftButton, {}, QPoint(400, 100));
    QVERIFY(m_map->readout().isEmpty());
}

void FrequencyMapTest::panelButtons()
{
    QWidget host;
    FrequencyPanel panel(m_document.get(), &host);
    panel.resize(860, 270);
    host.resize(panel.size());
    host.show();
    QList<PillButton*> buttons = panel.findChildren<PillButton*>();
    buttons.removeIf([](const PillButton* button) {
        return button->text() == u"phase" || button->text() == u"rows"; // see tst_frequency_rows
    });
    QCOMPARE(buttons.size(), 3);
    QVERIFY(!buttons[0]->isEnabled() && buttons[1]->isEnabled() && !buttons[2]->isEnabled());
    QTest::mouseClick(buttons[1], Qt::LeftButton);
    QVERIFY(!panel.map()->positions().isWhole());
    QVERIFY(buttons[0]->isEnabled() && buttons[2]->isEnabled());
    QTest::mouseClick(buttons[2], Qt::LeftButton);
    QVERIFY(panel.map()->positions().isWhole());
    QTRY_VERIFY(panel.map()->isUpToDate());
}

QTEST_MAIN(FrequencyMapTest)
#include "tst_frequency_map.moc"
