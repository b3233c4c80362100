// SPDX-License-Identifier: GPL-3.0-only
#include "views/factors/label_placer.h"
#include "views/plots/axis.h"
#include "views/plots/colour_map.h"
#include "views/plots/theme.h"

#include <QTest>
#include <cmath>

using namespace ropewalk::views;

class TestPlots : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void axesMapThereAndBack();
    void ticksAreRound_data();
    void ticksAreRound();
    void numbersAreText();
    void durations();
    void labelsSpread();
    void labelsAvoidCurvesAndOneAnother();
    void themesAreReadable();
    void setsKeepTheirColours();
    void colourMapsGrowLighter();
};

void TestPlots::axesMapThereAndBack()
{
    for (Scale scale : { Scale::linear, Scale::log }) {
        Axis axis(scale, 1, 10);
        axis.setPixels(300, 20);
        QCOMPARE(axis.toPixel(1), 300.0);
        QCOMPARE(axis.toPixel(10), 20.0);
        QCOMPARE(axis.toValue(axis.toPixel(2.5)), 2.5);
    }
    Axis log(Scale::log, 1, 100);
    log.setPixels(0, 200);
    QCOMPARE(log.toPixel(10), 100.0);
}

void TestPlots::ticksAreRound_data()
{
    QTest::addColumn<bool>("log");
    QTest::addColumn<double>("low");
    QTest::addColumn<double>("high");
    QTest::addColumn<QStringList>("labels");
    const auto list = [](const char* text) { return QString::fromUtf8(text).split(u' '); };
    QTest::newRow("pairs") << false << -0.6 << 31.6 << list("0 10 20 30");
    QTest::newRow("fractions") << false << 2.4 << 2.61 << list("2.40 2.45 2.50 2.55 2.60");
    QTest::newRow("negative") << false << -1.0 << 1.0 << list("−1.0 −0.5 0.0 0.5 1.0");
    QTest::newRow("powers of two") << true << 0.93 << 12.0 << list("1 2 4 8");
    QTest::newRow("decades") << true << 1.0 << 1e5 << list("1 10 100 1000 10000 100000");
    QTest::newRow("narrow log") << true << 3.0 << 3.5 << list("3.0 3.1 3.2 3.3 3.4 3.5");
}

void TestPlots::ticksAreRound()
{
    QFETCH(bool, log);
    QFETCH(double, low);
    QFETCH(double, high);
    QFETCH(QStringList, labels);
    QStringList found;
    for (const Tick& tick : Axis(log ? Scale::log : Scale::linear, low, high).ticks(6))
        found << tick.label;
    QCOMPARE(found, labels);
}

void TestPlots::numbersAreText()
{
    QCOMPARE(significantText(2.51714), QStringLiteral("2.517"));
    QCOMPARE(significantText(75.0, 3), QStringLiteral("75.0"));
    QCOMPARE(significantText(1344, 3), QStringLiteral("1344"));
    QCOMPARE(significantText(-0.0321, 3), QStringLiteral("−0.0321"));
    QCOMPARE(significantText(std::nan("")), QStringLiteral("–"));
    QCOMPARE(shortText(10.0), QStringLiteral("10"));
    QCOMPARE(shortText(1.25), QStringLiteral("1.25"));
}

void TestPlots::durations()
{
    QCOMPARE(durationText(0.4), QStringLiteral("under 1 s"));
    QCOMPARE(durationText(8.2), QStringLiteral("8 s"));
    QCOMPARE(durationText(185), QStringLiteral("3 min 5 s"));
    QCOMPARE(durationText(1205), QStringLiteral("20 min"));
    QCOMPARE(durationText(3599), QStringLiteral("1 h"));
    QCOMPARE(durationText(7800), QStringLiteral("2 h 10 min"));
}

void TestPlots::labelsSpread()
{
    QCOMPARE(spreadLabels({ 50, 10 }, 12, 0, 100), (std::vector<double> { 44, 4 }));
    QCOMPARE(spreadLabels({ 50, 52, 51 }, 10, 0, 100), (std::vector<double> { 45, 65, 55 }));
    QCOMPARE(spreadLabels({ 98, 99 }, 10, 0, 100), (std::vector<double> { 80, 90 }));
}

void TestPlots::labelsAvoidCurvesAndOneAnother()
{
    LabelPlacer placer;
    placer.begin(QRectF(0, 0, 400, 200));
    const QPolygonF rising { { 0, 190 }, { 100, 140 }, { 200, 100 }, { 300, 60 }, { 400, 10 } };
    const QPolygonF flat { { 0, 100 }, { 100, 100 }, { 200, 100 }, { 300, 100 }, { 400, 100 } };
    placer.avoidCurve(rising);
    placer.avoidCurve(flat);
    const QSizeF size(40, 12);
    const QRectF first = placer.place(QStringLiteral("rising"), placer.alongCurve(rising, size));
    const QRectF second = placer.place(QStringLiteral("flat"), placer.alongCurve(flat, size));
    const QRectF bubble = placer.place(QStringLiteral("bubble"), placer.aroundPoint({ 200, 100 }, { 120, 30 }));
    for (const QRectF& rect : { first, second, bubble }) {
        QVERIFY(QRectF(0, 0, 400, 200).contains(rect));
        QVERIFY(!rect.intersects(QRectF(0, 99.5, 400, 1)));
    }
    QVERIFY(!first.intersects(second) && !first.intersects(bubble) && !second.intersects(bubble));

    // Nothing changed: nothing moves.
    placer.begin(QRectF(0, 0, 400, 200));
    placer.avoidCurve(rising);
    placer.avoidCurve(flat);
    QCOMPARE(placer.place(QStringLiteral("rising"), placer.alongCurve(rising, size)), first);
}

void TestPlots::themesAreReadable()
{
    for (const Theme& theme : { lightTheme(), darkTheme() }) {
        for (const QColor& ink : { theme.text, theme.muted, theme.warning, theme.critical })
            QVERIFY2(contrast(ink, theme.panel) >= 4.5, qPrintable(ink.name()));
        QVERIFY(contrast(theme.onAccent, theme.accent) >= 4.5);
        QVERIFY(contrast(theme.text, theme.accentSoft) >= 7);
        for (const char* id : { "none", "pi", "ntk", "yarn", "set-1", "set-2", "found-1" }) {
            const QColor colour = colourOf(theme, QString::fromLatin1(id));
            QVERIFY2(contrast(readable(colour, theme.panel), theme.panel) >= 4.5, id);
        }
        QCOMPARE(themeFor(paletteFor(theme)).dark, theme.dark);
    }
    QCOMPARE(contrast(Qt::black, Qt::white), 21.0);
}

void TestPlots::setsKeepTheirColours()
{
    const Theme theme = lightTheme();
    QCOMPARE(colourOf(theme, QStringLiteral("PI")), QColor(0x56, 0xb4, 0xe9));
    QCOMPARE(colourOf(theme, QStringLiteral("set-1")), QColor(0x00, 0x72, 0xb2));
    QCOMPARE(colourOf(theme, QStringLiteral("found-1")), QColor(0xd5, 0x5e, 0x00));
    QCOMPARE(colourOf(theme, QStringLiteral("found")), colourOf(theme, QStringLiteral("found-1")));
    QVERIFY(colourOf(theme, QStringLiteral("shipped-1")) != colourOf(theme, QStringLiteral("mine-1")));
    QVERIFY(colourOf(theme, QStringLiteral("shipped-1")) != colourOf(theme, QStringLiteral("shipped-2")));
    QVERIFY(colourOf(theme, QStringLiteral("set-2")) != colourOf(theme, QStringLiteral("set-1")));
}

void TestPlots::colourMapsGrowLighter()
{
    // The ends as published.
    QCOMPARE(colourAt(ColourMap::viridis, 0), qRgb(0x44, 0x01, 0x54));
    QCOMPARE(colourAt(ColourMap::viridis, 1), qRgb(0xfd, 0xe7, 0x25));
    QCOMPARE(colourAt(ColourMap::cividis, 2), colourAt(ColourMap::cividis, 1));
    QCOMPARE(qAlpha(colourAt(ColourMap::cividis, std::nan(""))), 0);
    for (ColourMap map : { ColourMap::viridis, ColourMap::cividis }) {
        for (std::size_t i = 8; i < 256; i += 8)
            QVERIFY(qGray(colourTable(map)[i]) >= qGray(colourTable(map)[i - 8]));
        const QRgb dark = outOfDistribution(colourAt(map, 0)), light = outOfDistribution(colourAt(map, 1));
        QVERIFY(qRed(dark) > 2 * qBlue(dark) && qRed(light) > 2 * qBlue(light));
        QVERIFY(qGray(light) > qGray(dark) + 40);
    }
}

QTEST_GUILESS_MAIN(TestPlots)
#include "tst_plots.moc"
