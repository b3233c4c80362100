// SPDX-License-Identifier: GPL-3.0-only
#include "views/factors/label_placer.h"
#include "views/plots/axis.h"
#include "views/plots/colour_map.h"
#include "views/plots/marks/set_mark.h"
#include "views/plots/text/fitted_number.h"
#include "views/plots/theme.h"

#include <QFontMetricsF>
#include <QTest>
#include <array>
#include <cmath>
#include <set>
#include <tuple>

using namespace ropewalk::views;

class TestPlots : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void axesMapThereAndBack();
    void ticksAreRound_data();
    void ticksAreRound();
    void wholeTicks_data();
    void wholeTicks();
    void numbersAreText();
    void numbersThatFit();
    void durations();
    void labelsSpread();
    void labelsAvoidCurvesAndOneAnother();
    void themesAreReadable();
    void setsKeepTheirColours();
    void colourOrMarkTellsSetsApart();
    void highContrastKeepsItsColours();
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

void TestPlots::wholeTicks_data()
{
    QTest::addColumn<bool>("log");
    QTest::addColumn<double>("low");
    QTest::addColumn<double>("high");
    QTest::addColumn<QStringList>("labels");
    const auto list = [](const char* text) { return QString::fromUtf8(text).split(u' '); };
    QTest::newRow("four pairs") << false << -0.6 << 3.6 << list("0 1 2 3");
    QTest::newRow("one pair") << false << -0.6 << 0.6 << list("0");
    QTest::newRow("many pairs") << false << -0.6 << 31.6 << list("0 10 20 30");
    QTest::newRow("positions") << true << 1.0 << 6.0 << list("1 2 4");
    QTest::newRow("a few positions") << true << 3.0 << 5.5 << list("3 4 5");
}

void TestPlots::wholeTicks()
{
    QFETCH(bool, log);
    QFETCH(double, low);
    QFETCH(double, high);
    QFETCH(QStringList, labels);
    Axis axis(log ? Scale::log : Scale::linear, low, high);
    axis.setWhole(true);
    QStringList found;
    for (const Tick& tick : axis.ticks(8))
        found << tick.label;
    if (QTest::currentDataTag() == QByteArray("many pairs"))
        QVERIFY(found.contains(QStringLiteral("30")) && !found.contains(QStringLiteral("2.5")));
    else
        QCOMPARE(found, labels);
}

void TestPlots::numbersAreText()
{
    QCOMPARE(significantText(2.51714), QStringLiteral("2.517"));
    QCOMPARE(significantText(75.0, 3), QStringLiteral("75.0"));
    QCOMPARE(significantText(1344, 3), QStringLiteral("1344"));
    QCOMPARE(significantText(-0.0321, 3), QStringLiteral("−0.0321"));
    QCOMPARE(significantText(std::nan("")), QStringLiteral("–"));
    QCOMPARE(significantText(3.472e9), QStringLiteral("3.472e9"));
    QCOMPARE(significantText(1.25e-5, 3), QStringLiteral("1.25e−5"));
    QCOMPARE(significantText(9.9996e9), QStringLiteral("1.000e10"));
    QCOMPARE(significantText(-1.7e308, 2), QStringLiteral("−1.7e308"));
    QCOMPARE(significantText(4.9e-324, 2), QStringLiteral("4.9e−324"));
    QCOMPARE(shortText(3e9), QStringLiteral("3e9"));
    QCOMPARE(shortText(10.0), QStringLiteral("10"));
    QCOMPARE(shortText(1.25), QStringLiteral("1.25"));
}

void TestPlots::numbersThatFit()
{
    QCOMPARE(briefText(99999), QStringLiteral("99999"));
    QCOMPARE(briefText(123456), QStringLiteral("1.23e5"));
    const QFontMetricsF metrics{ QFont() };
    for (double value : { 2.5171, 65123.0, 3.472e9, 9.99e307, 1.5e-5, 0.0 })
        for (double width = 200; width > 0; width -= 1) {
            const QString text = fittedNumber(value, 4, metrics, width, QStringLiteral("≈"));
            // As it fits, or a mark that it does not: never a part of it.
            QVERIFY2(metrics.horizontalAdvance(text) <= width || text == u"…", qPrintable(text));
            if (text == u"…")
                continue;
            QString number = text.mid(1);
            const double shown = number.replace(QChar(0x2212), QLatin1Char('-')).toDouble();
            QVERIFY2(std::abs(shown - value) <= 0.5 * value, qPrintable(text));
        }
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
    // A dragged set that came without a number, and any case.
    QCOMPARE(colourOf(theme, QStringLiteral("mine")), colourOf(theme, QStringLiteral("set-1")));
}

namespace {

/// CIE 1976: 2 is just seen side by side.
double difference(const QColor& one, const QColor& other)
{
    const auto lab = [](const QColor& colour) {
        const auto linear = [](double v) { return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4); };
        const double r = linear(colour.redF()), g = linear(colour.greenF()), b = linear(colour.blueF());
        const auto f = [](double t) { return t > 0.008856 ? std::cbrt(t) : 7.787 * t + 16.0 / 116; };
        const double x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505), y = f(0.2126 * r + 0.7152 * g + 0.0722 * b);
        const double z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089);
        return std::array{ 116 * y - 16, 500 * (x - y), 200 * (y - z) };
    };
    const auto a = lab(one), b = lab(other);
    return std::hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

} // namespace

void TestPlots::colourOrMarkTellsSetsApart()
{
    const char* baselines[] = { "none", "pi", "ntk", "yarn" };
    for (const Theme& theme : { lightTheme(), darkTheme(), highContrastTheme() }) {
        // What the issue saw alike: "found" and "found", "trial 1" beside them; and the sets of a usual project.
        QStringList ids{ QStringLiteral("mine-1"), QStringLiteral("set-2"), QStringLiteral("set-3"), QStringLiteral("found-1"),
            QStringLiteral("found-2") };
        for (const char* id : baselines)
            ids << QString::fromLatin1(id);
        for (qsizetype i = 0; i < ids.size(); ++i)
            for (qsizetype j = 0; j < i; ++j)
                QVERIFY2(difference(colourOf(theme, ids[i]), colourOf(theme, ids[j])) > 20,
                    qPrintable(ids[i] + u' ' + ids[j]));
        // Of thirty no two are alike in colour, mark and dash; of five that follow each other no two have one colour.
        std::set<std::tuple<int, int, int>> seen;
        for (const char* kind : { "set-", "found-", "shipped-" })
            for (int number = 1; number <= 10; ++number) {
                const SetLook look = lookOf(QString::fromLatin1(kind) + QString::number(number));
                QVERIFY(seen.insert({ int(look.kind), look.colour, look.round }).second);
                for (int before = std::max(1, number - 4); before < number; ++before)
                    QVERIFY(lookOf(QString::fromLatin1(kind) + QString::number(before)).colour != look.colour);
            }
    }
    QVERIFY(lineOf(lookOf(QStringLiteral("set-6"))) != lineOf(lookOf(QStringLiteral("set-1"))));
}

void TestPlots::highContrastKeepsItsColours()
{
    const Theme theme = themeFor(paletteFor(highContrastTheme()));
    QVERIFY(theme.highContrast);
    for (const char* id : { "none", "pi", "ntk", "yarn", "set-1", "set-2", "set-3", "set-4", "set-5", "found-1" })
        QVERIFY2(contrast(colourOf(theme, QString::fromLatin1(id)), theme.panel) >= 7, id);
    QCOMPARE(faded(theme, Qt::red, 0.3).alphaF(), 1.0F);
    QVERIFY(faded(darkTheme(), Qt::red, 0.3).alphaF() < 0.31F);
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

QTEST_MAIN(TestPlots)
#include "tst_plots.moc"
