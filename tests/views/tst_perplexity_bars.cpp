// SPDX-License-Identifier: GPL-3.0-only
#include "pictures.h"
#include "shown_text.h"

#include "views/perplexity/perplexity_bars.h"

#include <QFontMetricsF>
#include <QTest>
#include <QWheelEvent>
#include <limits>
#include <set>

using namespace ropewalk;
using namespace ropewalk::views;

/// The bars beside the large number: what stands there is whole, and what has no room can be scrolled to.
class TestPerplexityBars : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { test::useTheme(lightTheme()); }
    void numbersAreWhole_data();
    void numbersAreWhole();
    void allOfFew();
    void activeAndBaselinesOfMany();
    void othersAreScrolledTo();
    void highContrastIsNotDimmed();

private:
    static std::vector<PerplexityRow> many();
    static std::set<std::string> labels(const PerplexityBars& bars)
    {
        std::set<std::string> out;
        for (int row : bars.shownRows())
            out.insert(bars.rows()[std::size_t(row)].label.toStdString());
        return out;
    }
};

/// 26 sets of which the last is the worst and is being edited, the model within its window, and four baselines.
std::vector<PerplexityRow> TestPerplexityBars::many()
{
    std::vector<PerplexityRow> rows{
        { QStringLiteral("inside"), QStringLiteral("inside 256"), 2.2, false, false, true } };
    for (int set = 1; set <= 26; ++set)
        rows.push_back({ QStringLiteral("set-%1").arg(set), QStringLiteral("trial %1").arg(set), 3 + 0.1 * set, false,
            set == 26, false });
    for (const char* name : { "none", "PI", "NTK", "YaRN" })
        rows.push_back({ QString::fromLatin1(name).toLower(), QString::fromLatin1(name), 50.0, false, false, true });
    return rows;
}

void TestPerplexityBars::numbersAreWhole_data()
{
    QTest::addColumn<double>("perplexity");
    QTest::addColumn<bool>("stale");
    QTest::addColumn<QString>("text");
    QTest::newRow("usual") << 3.526 << false << QStringLiteral("3.53");
    QTest::newRow("thousands") << 4711.2 << false << QStringLiteral("4711");
    QTest::newRow("five digits") << 65123.4 << true << QStringLiteral("65123");
    QTest::newRow("rounds up") << 99999.9 << false << QStringLiteral("100000");
    QTest::newRow("the issue's") << 3.472e9 << false << QStringLiteral("3.47e9");
    QTest::newRow("before an edit") << 3.472e9 << true << QStringLiteral("3.47e9");
    QTest::newRow("vast") << 9.87e301 << true << QStringLiteral("9.87e301");
    QTest::newRow("infinite") << std::numeric_limits<double>::infinity() << false << QStringLiteral("∞");
}

void TestPerplexityBars::numbersAreWhole()
{
    QFETCH(double, perplexity);
    QFETCH(bool, stale);
    QFETCH(QString, text);
    const Theme theme = lightTheme();
    for (int width : { 150, 172, 320 })
        for (bool active : { false, true }) {
            auto* bars = new PerplexityBars;
            bars->setFocusPolicy(Qt::NoFocus); // its frame would count as ink
            test::Stage stage(bars, { width, 120 });
            bars->setRows({ { QStringLiteral("set-1"), QStringLiteral("mine"), 2.5 },
                { QStringLiteral("set-2"), QStringLiteral("a set with a rather long name"), perplexity, stale, active } });
            QCOMPARE(bars->numberText(1), text);
            const QFont font = numberFont(bars->font(), 0.92, active);
            const QRectF place = bars->numberPlace(1);
            QVERIFY(bars->rect().contains(place.toAlignedRect()));
            QVERIFY(QFontMetricsF(font).horizontalAdvance(text) <= place.width());
            // As much of it is drawn there as where nothing cuts it.
            const QColor ink = stale ? theme.muted : theme.text, ground = theme.window;
            const QImage image = test::picture(*bars, QStringLiteral("bars-number"));
            const double drawn = test::inkIn(image, place.toAlignedRect(), ink, ground);
            const double whole = test::inkOf(text, font, ink, ground);
            QVERIFY2(std::abs(drawn - whole) < 0.06 * whole,
                qPrintable(QStringLiteral("%1 of %2 at %3").arg(drawn).arg(whole).arg(width)));
        }
}

void TestPerplexityBars::allOfFew()
{
    auto* bars = new PerplexityBars;
    test::Stage stage(bars, { 172, 160 });
    std::vector<PerplexityRow> rows = many();
    rows.erase(rows.begin() + 4, rows.end() - 4);
    bars->setRows(rows);
    QCOMPARE(bars->shownRows().size(), rows.size());
}

void TestPerplexityBars::activeAndBaselinesOfMany()
{
    const std::set<std::string> wanted{ "inside 256", "trial 26", "none", "PI", "NTK", "YaRN" };
    for (int height : { 0, 150, 222 }) {
        auto* bars = new PerplexityBars;
        bars->setRows(many());
        test::Stage stage(bars, { 172, std::max(height, bars->minimumSizeHint().height()) });
        const std::set<std::string> shown = labels(*bars);
        for (const std::string& one : wanted)
            QVERIFY2(shown.contains(one), one.c_str());
        QVERIFY(shown.size() < 31);
        // Best first still.
        const std::vector<int> rows = bars->shownRows();
        QVERIFY(std::is_sorted(rows.begin(), rows.end()));
    }
}

void TestPerplexityBars::othersAreScrolledTo()
{
    auto* bars = new PerplexityBars;
    test::Stage stage(bars, { 172, 190 });
    bars->setRows(many());
    std::set<std::string> seen = labels(*bars);
    QVERIFY(!seen.contains("trial 25"));
    for (int i = 0; i < 40; ++i) {
        QWheelEvent wheel(QPointF(20, 20), bars->mapToGlobal(QPointF(20, 20)), {}, { 0, -120 }, Qt::NoButton, {},
            Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(bars, &wheel);
        seen.merge(labels(*bars));
        QVERIFY(labels(*bars).contains("trial 26") && labels(*bars).contains("YaRN"));
    }
    QCOMPARE(seen.size(), std::size_t(31));
    QVERIFY(!labels(*bars).contains("trial 1"));
    for (int i = 0; i < 40; ++i)
        QTest::keyClick(bars, Qt::Key_Up);
    QVERIFY(labels(*bars).contains("trial 1"));
}

void TestPerplexityBars::highContrastIsNotDimmed()
{
    const Theme theme = highContrastTheme();
    auto* bars = new PerplexityBars;
    test::Stage stage(bars, { 172, 120 });
    stage.window().setPalette(paletteFor(theme));
    bars->setRows({ { QStringLiteral("set-1"), QStringLiteral("mine"), 2.5 },
        { QStringLiteral("yarn"), QStringLiteral("YaRN"), 3.0 } });
    const QImage image = test::picture(*bars, QStringLiteral("bars-contrast"));
    QVERIFY(test::pixelsNear(image, colourOf(theme, QStringLiteral("yarn")), 2) > 100);
    QVERIFY(test::pixelsNear(image, colourOf(theme, QStringLiteral("set-1")), 2) > 100);
}

QTEST_MAIN(TestPerplexityBars)
#include "tst_perplexity_bars.moc"
