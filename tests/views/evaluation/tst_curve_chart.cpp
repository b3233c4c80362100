// SPDX-License-Identifier: GPL-3.0-only
// The lines that mark positions in a curve chart.
#include "tests/views/pictures.h"

#include "views/evaluation/curve_chart.h"

#include <QTest>

using namespace ropewalk;
using namespace ropewalk::views;

class CurveChartTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyMarkHasItsLabel();
};

/// Whichever order the marks come in.
void CurveChartTest::everyMarkHasItsLabel()
{
    const auto drawn = [](std::vector<PlotMark> marks) {
        auto* chart = new CurveChart(QStringLiteral("entropy"));
        test::Stage stage(chart, QSize(500, 220));
        chart->setAxes({ Scale::log, QStringLiteral("tokens"), true, 1, 2048 },
            { Scale::linear, QStringLiteral("nats"), false, 0, 4 });
        PlotSeries line;
        line.points = { { 1, 1 }, { 2048, 2 } };
        chart->setSeries({ line });
        chart->setMarks(std::move(marks));
        QCoreApplication::processEvents();
        return test::picture(*chart, QStringLiteral("curve-marks"));
    };
    const PlotMark rescaled{ 4, QStringLiteral("n̂ A") }, trained{ 256, QStringLiteral("trained length") };
    const QImage both = drawn({ trained, rescaled });
    QCOMPARE(drawn({ rescaled, trained }), both);
    QVERIFY(drawn({ { rescaled.x, {} }, trained }) != both);
    QVERIFY(drawn({ rescaled, { trained.x, {} } }) != both);
}

QTEST_MAIN(CurveChartTest)
#include "tst_curve_chart.moc"
