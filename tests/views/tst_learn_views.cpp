// SPDX-License-Identifier: GPL-3.0-only
#include "core/rope/angles.h"
#include "core/rope/coverage.h"
#include "core/rope/decay.h"
#include "demo_project.h"
#include "pictures.h"
#include "views/learn/decay_plot.h"
#include "views/learn/phasor_panel.h"
#include "views/learn/phasor_view.h"
#include "views/learn/unseen_map.h"
#include "views/learn/wavelength_plot.h"

#include <QAccessible>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QTest>
#include <numbers>

using namespace ropewalk;
using namespace ropewalk::views;

namespace {

ComparedSets demoSets()
{
    const project::Project project = test::demoProject();
    ComparedSets sets { project.geometry, project.target_length, project.sets[0], {} };
    rope::FactorSet none = rope::make_set(rope::Method::none, project.geometry, 2048);
    none.id = "none";
    none.name = "none";
    sets.second = none;
    return sets;
}

} // namespace

class TestLearnViews : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { test::useTheme(lightTheme()); }
    void decayIsTheMeanOfItsDistances();
    void decayWalksByKeys();
    void wavelengthsAreChosenByPointerAndKeys();
    void unseenMapMatchesEveryPosition();
    void unseenRuleChangesWhatCounts();
    void handsPointWhereTheAnglesAre();
    void handsMoveByKeysAndPlay();
    void panelScrubs();
    void tablesTellThePairs();
    void emptyViewsSaySo();
    void inBothThemesAndScales();
};

void TestLearnViews::decayIsTheMeanOfItsDistances()
{
    DecayPlot plot;
    plot.setSets(demoSets());
    plot.resize(420, 260);
    for (bool log : { true, false }) {
        plot.setLog(log);
        const PlotNumbers numbers = plot.numbers();
        QCOMPARE(numbers.columns[2], QStringLiteral("mine"));
        std::int64_t next = log ? 1 : 0;
        for (const QStringList& row : numbers.rows) {
            const std::int64_t first = row[0].toLongLong(), last = row[1].toLongLong();
            QCOMPARE(first, next); // no distance is left out
            next = last + 1;
            double sum = 0;
            for (std::int64_t d = first; d <= last; ++d)
                for (int pair = 0; pair < 32; ++pair)
                    sum += std::cos(double(d) * std::pow(1e4, -2.0 * pair / 64) / plot.sets().first.lambda[std::size_t(pair)]);
            QVERIFY(std::abs(row[2].toDouble() - sum / 32 / double(last - first + 1)) < 1e-9);
        }
        QCOMPARE(next, 2048);
    }
}

void TestLearnViews::decayWalksByKeys()
{
    auto& plot = *new DecayPlot; // the stage owns it
    plot.setSets(demoSets());
    test::Stage stage(&plot, QSize(420, 260));
    QTest::mouseMove(&plot, plot.pixelOf(64, 0.2).toPoint());
    QVERIFY2(plot.readout().contains(QStringLiteral("mine 0.")), qPrintable(plot.readout()));
    QTest::keyClick(&plot, Qt::Key_Home);
    QVERIFY(plot.readout().startsWith(QStringLiteral("distance 1\n")));
    QTest::keyClick(&plot, Qt::Key_Right);
    QVERIFY(plot.readout().startsWith(QStringLiteral("distance 2\n")));
    QTest::keyClick(&plot, Qt::Key_End);
    QVERIFY(plot.readout().contains(QStringLiteral("2047")));
    QSignalSpy selected(&plot, &LearnView::pairSelected);
    QTest::keyClick(&plot, Qt::Key_Down);
    QCOMPARE(selected.size(), 1);
    QTest::keyClick(&plot, Qt::Key_L);
    QVERIFY(!plot.isLog());
}

void TestLearnViews::wavelengthsAreChosenByPointerAndKeys()
{
    auto& plot = *new WavelengthPlot; // the stage owns it
    plot.setSets(demoSets());
    test::Stage stage(&plot, QSize(420, 260));
    QSignalSpy selected(&plot, &LearnView::pairSelected);
    QTest::mouseClick(&plot, Qt::LeftButton, {}, plot.pointOf(20, plot.sets().first).toPoint());
    QCOMPARE(selected.takeFirst().at(0).toInt(), 20);
    const double plain = 2 * std::numbers::pi * std::pow(1e4, 40.0 / 64);
    QVERIFY2(plot.readout().contains(shortText(plain, 4)), qPrintable(plot.readout()));
    QTest::keyClick(&plot, Qt::Key_Right);
    QCOMPARE(plot.selectedPair(), 21);
    QTest::keyClick(&plot, Qt::Key_End);
    QCOMPARE(plot.selectedPair(), 31);
    QTest::keyClick(&plot, Qt::Key_Right);
    QCOMPARE(plot.selectedPair(), 31);
    for (const QStringList& row : plot.numbers().rows) {
        const int pair = row[0].toInt();
        const double expected = 2 * std::numbers::pi * std::pow(1e4, 2.0 * pair / 64);
        QVERIFY(std::abs(row[1].toDouble() / expected - 1) < 1e-12);
        QVERIFY(std::abs(row[2].toDouble() / (expected * plot.sets().first.lambda[std::size_t(pair)]) - 1) < 1e-12);
    }
}

void TestLearnViews::unseenMapMatchesEveryPosition()
{
    auto& map = *new UnseenMap; // the stage owns it
    ComparedSets sets = demoSets();
    sets.first.n_hat = 300;
    map.setSets(sets);
    test::Stage stage(&map, QSize(700, 420));
    const QImage shot = test::picture(map, QStringLiteral("unseen"));
    const Theme theme = lightTheme();
    for (int set = 0; set < 2; ++set) {
        const rope::FactorSet& shown = set == 0 ? map.sets().first : *map.sets().second;
        const QRectF rect = map.mapRect(set);
        for (int pair = 0; pair < 32; pair += 3)
            for (int x = 2; x < int(rect.width()); x += 7) {
                const double perPixel = 2048 / rect.width();
                const auto first = std::int64_t(x * perPixel);
                const auto last = std::max(first, std::int64_t((x + 1) * perPixel) - 1);
                double largest = 0;
                for (std::int64_t n = first; n <= last; ++n) {
                    const double theta = std::pow(1e4, -2.0 * pair / 64);
                    const double angle = double(n) * theta / (n < shown.n_hat ? 1 : shown.lambda[std::size_t(pair)]);
                    if (pair >= 13)
                        largest = std::max(largest, angle - 255 * theta * (1 + 1e-12));
                }
                const QPoint at(int(rect.left()) + x, int(rect.top() + (pair + 0.5) / 32 * rect.height()));
                const QColor colour = shot.pixelColor(at);
                const double edge = rect.left() + 256 / perPixel;
                if (std::abs(at.x() - edge) < 3 || (set == 0 && at.x() < rect.left() + 300 / perPixel + 2))
                    continue; // L and n̂ are drawn over it
                const QColor expected = UnseenMap::colourOfExcess(theme, largest);
                QVERIFY2(std::abs(colour.red() - expected.red()) <= 2 && std::abs(colour.blue() - expected.blue()) <= 2,
                    qPrintable(QStringLiteral("set %1 pair %2 x %3").arg(set).arg(pair).arg(x)));
            }
    }
    const std::vector<double> covered = rope::coverage(sets.geometry, {}, sets.first, 2048);
    QCOMPARE(map.seenShares()[0], covered);
    QCOMPARE(map.seenShares()[1][31], 0.125);
}

void TestLearnViews::unseenRuleChangesWhatCounts()
{
    auto& map = *new UnseenMap; // the stage owns it
    map.setSets(demoSets());
    test::Stage stage(&map, QSize(600, 360));
    const double before = map.seenShares()[1][13];
    QTest::keyClick(&map, Qt::Key_U);
    QCOMPARE(map.rule(), rope::Unseen::unvisited_arc);
    QVERIFY(map.seenShares()[1][13] > before);
    const QRectF rect = map.mapRect(1);
    QTest::mouseMove(&map, QPointF(rect.right() - 4, rect.bottom() - 3).toPoint());
    QVERIFY2(map.readout().contains(QStringLiteral("from the nearest angle")), qPrintable(map.readout()));
    QTest::keyClick(&map, Qt::Key_U);
    QTest::mouseMove(&map, QPointF(rect.right() - 5, rect.bottom() - 3).toPoint());
    QVERIFY2(map.readout().contains(QStringLiteral("beyond the largest")), qPrintable(map.readout()));
    QSignalSpy selected(&map, &LearnView::pairSelected);
    QTest::mouseClick(&map, Qt::LeftButton, {}, QPointF(rect.center().x(), rect.top() + rect.height() * 17.5 / 32).toPoint());
    QCOMPARE(selected.at(0).at(0).toInt(), 17);
    QTest::keyClick(&map, Qt::Key_Home);
    QVERIFY(map.readout().contains(QStringLiteral("position 0")));
    QTest::keyClick(&map, Qt::Key_Right, Qt::ShiftModifier);
    QVERIFY(map.readout().contains(QStringLiteral("position 1\n")));
}

void TestLearnViews::handsPointWhereTheAnglesAre()
{
    auto& view = *new PhasorView; // the stage owns it
    ComparedSets sets = demoSets();
    sets.second.reset();
    view.setSets(sets);
    test::Stage stage(&view, QSize(640, 400));
    view.setPosition(100);
    const QImage shot = test::picture(view, QStringLiteral("phasor"));
    const QColor colour = colourOf(lightTheme(), QStringLiteral("set-1"));
    for (int pair : { 0, 5, 13, 31 }) {
        const double angle = rope::angle(sets.geometry, sets.first, pair, 100);
        const QRectF dial = view.dialOf(pair);
        const auto inked = [&](double turned) {
            const QPointF at = dial.center() + QPointF(std::sin(turned), -std::cos(turned)) * dial.width() * 0.3;
            return test::pixelsNear(shot.copy(QRect(at.toPoint() - QPoint(1, 1), QSize(3, 3))), colour, 60);
        };
        QVERIFY2(inked(angle) >= 2, qPrintable(QString::number(pair)));
        QCOMPARE(inked(angle + 2), 0);
    }
    // Two positions: what lies between the hands is what attention sees.
    view.setOtherPosition(93);
    double mean = 0;
    for (int pair = 0; pair < 32; ++pair)
        mean += std::cos(7 * std::pow(1e4, -2.0 * pair / 64) / sets.first.lambda[std::size_t(pair)]) / 32;
    QVERIFY2(view.summary().contains(numberText(mean, 0.001)), qPrintable(view.summary()));
    QSignalSpy selected(&view, &LearnView::pairSelected);
    QTest::mouseClick(&view, Qt::LeftButton, {}, view.dialOf(9).center().toPoint());
    QCOMPARE(selected.at(0).at(0).toInt(), 9);
    QVERIFY(view.readout().startsWith(QStringLiteral("pair 9 · position 100")));
}

void TestLearnViews::handsMoveByKeysAndPlay()
{
    auto& view = *new PhasorView; // the stage owns it
    view.setSets(demoSets());
    test::Stage stage(&view, QSize(640, 400));
    QSignalSpy moved(&view, &PhasorView::positionChanged);
    QTest::keyClick(&view, Qt::Key_Right);
    QTest::keyClick(&view, Qt::Key_Right, Qt::ShiftModifier);
    QTest::keyClick(&view, Qt::Key_PageUp);
    QCOMPARE(view.position(), 43);
    QTest::keyClick(&view, Qt::Key_Home);
    QTest::keyClick(&view, Qt::Key_Left);
    QCOMPARE(view.position(), 0);
    QCOMPARE(moved.size(), 4);

    view.setSpeed(100);
    QTest::keyClick(&view, Qt::Key_Space);
    QVERIFY(view.isPlaying());
    const std::int64_t start = view.position();
    QTRY_VERIFY(view.position() > start);
    QTest::keyClick(&view, Qt::Key_Space);
    QVERIFY(!view.isPlaying());
    view.setPosition(0);
    for (int i = 0; i < 10; ++i)
        view.advance(0.025); // 2.5 tokens a step
    QCOMPARE(view.position(), 25);
    view.setPlaying(true);
    view.advance(100); // past the end
    QCOMPARE(view.position(), 2047);
    QVERIFY(!view.isPlaying());
    view.setPlaying(true); // from the start again
    QVERIFY(view.position() < 2047);
    stage.window().hide();
    QVERIFY(!view.isPlaying());
}

void TestLearnViews::panelScrubs()
{
    auto& panel = *new PhasorPanel; // the stage owns it
    panel.view()->setSets(demoSets());
    panel.refreshRange();
    test::Stage stage(&panel, QSize(560, 400));
    auto* slider = panel.findChild<QSlider*>();
    QCOMPARE(slider->maximum(), 2047);
    slider->setFocus();
    QTest::keyClick(slider, Qt::Key_PageUp);
    QTest::keyClick(slider, Qt::Key_Right);
    QCOMPARE(panel.view()->position(), 33);
    panel.view()->setPosition(1000);
    QCOMPARE(slider->value(), 1000);
}

void TestLearnViews::tablesTellThePairs()
{
    UnseenMap map;
    WavelengthPlot wavelengths;
    PhasorView hands;
    for (LearnView* view : { static_cast<LearnView*>(&map), static_cast<LearnView*>(&wavelengths),
             static_cast<LearnView*>(&hands) }) {
        view->setSets(demoSets());
        QAccessibleInterface* accessible = QAccessible::queryAccessibleInterface(view);
        QVERIFY(accessible && accessible->tableInterface());
        QAccessibleTableInterface* table = accessible->tableInterface();
        QCOMPARE(table->rowCount(), 32);
        QCOMPARE(table->rowDescription(13), QStringLiteral("pair 13"));
        QVERIFY(!accessible->text(QAccessible::Name).isEmpty());
        QAccessibleInterface* cell = table->cellAt(31, table->columnCount() - 1);
        QVERIFY(cell && cell->tableCellInterface());
        QVERIFY(cell->text(QAccessible::Name).startsWith(QStringLiteral("pair 31, ")));
        QVERIFY(!table->cellAt(32, 0));
        QVERIFY(table->selectRow(4));
        QCOMPARE(view->selectedPair(), 4);
        QCOMPARE(table->selectedRows(), QList<int> { 4 });
    }
    QAccessibleTableInterface* table = QAccessible::queryAccessibleInterface(&map)->tableInterface();
    QCOMPARE(table->columnDescription(2), QStringLiteral("seen with plain RoPE"));
    QCOMPARE(table->cellAt(31, 2)->text(QAccessible::Value), QStringLiteral("13 %"));
}

void TestLearnViews::emptyViewsSaySo()
{
    DecayPlot decay;
    UnseenMap map;
    WavelengthPlot wavelengths;
    PhasorView hands;
    for (LearnView* view : std::initializer_list<LearnView*> { &decay, &map, &wavelengths, &hands }) {
        view->setSets({});
        test::picture(*view, QStringLiteral("learn-empty"));
        QVERIFY(view->accessibleDescription().contains(QStringLiteral("open a model")));
        for (const int key : { Qt::Key_Down, Qt::Key_Right, Qt::Key_End, Qt::Key_PageDown, Qt::Key_Space })
            QTest::keyClick(view, Qt::Key(key));
        QCOMPARE(view->selectedPair(), -1);
        QVERIFY(view->readout().isEmpty());
        QVERIFY(view->numbers().rows.isEmpty());
    }
}

void TestLearnViews::inBothThemesAndScales()
{
    for (const Theme& theme : { lightTheme(), darkTheme() }) {
        test::useTheme(theme);
        auto* hands = new PhasorView;
        for (LearnView* view :
            std::initializer_list<LearnView*> { new DecayPlot, new UnseenMap, new WavelengthPlot, hands }) {
            view->setSets(demoSets());
            view->setSelectedPair(13);
            if (view == hands)
                hands->setPosition(700);
            test::Stage stage(view, QSize(480, 300));
            const QString name = QStringLiteral("learn-%1-%2").arg(view->accessibleName().toLower().replace(u' ', u'-'),
                theme.dark ? QStringLiteral("dark") : QStringLiteral("light"));
            const QImage once = test::picture(*view, name);
            const QImage twice = test::picture(*view, name + QStringLiteral("-2x"), 2);
            QCOMPARE(twice.size(), once.size() * 2);
            QVERIFY(test::pixelsNear(once, theme.muted, 40) > 50); // axes and captions are there
            QVERIFY(test::pixelsNear(once, colourOf(theme, QStringLiteral("set-1")), 40) > 10);
        }
    }
    test::useTheme(lightTheme());
}

QTEST_MAIN(TestLearnViews)
#include "tst_learn_views.moc"
