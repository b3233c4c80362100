// SPDX-License-Identifier: GPL-3.0-only
#include "core/rope/angles.h"
#include "core/rope/coverage.h"
#include "core/rope/methods.h"
#include "views/frequency/frequency_renderer.h"

#include <QTest>
#include <cmath>
#include <complex>

using namespace ropewalk;
using namespace ropewalk::views;

namespace {

rope::Geometry demoGeometry()
{
    rope::Geometry geometry;
    geometry.head_dim = 64;
    geometry.rotary_dim = 64;
    geometry.original_length = 256;
    return geometry;
}

ColourTable greys()
{
    ColourTable table{};
    for (int i = 0; i < 256; ++i)
        table[std::size_t(i)] = qRgb(i, i, i);
    return table;
}

FrequencyRequest request(
    const rope::Geometry& geometry, const rope::FactorSet& set, std::int64_t target, QSize size)
{
    FrequencyRequest request;
    request.geometry = geometry;
    request.set = set;
    request.positions = ZoomWindow(double(target), 8);
    request.pairs = ZoomWindow(geometry.pairs(), 1);
    request.size = size;
    request.colours = greys();
    request.outside.fill(qRgb(255, 0, 0));
    return request;
}

} // namespace

class FrequencyRendererTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void means_data();
    void means();
    void pixelsCoverEveryPositionOnce();
    void pixelIsMeanOfItsPositions();
    void zoomedInShowsSinglePositions();
    void morePairsThanRows();
    void outsideIsTinted();
    void outsideAndBackBeforeNHat();
    void refusesWhatDoesNotFit();
    void phaseIsTheDirectionOfTheMean();
};

void FrequencyRendererTest::means_data()
{
    QTest::addColumn<double>("theta");
    QTest::addColumn<double>("scale");
    QTest::addColumn<qint64>("nHat");
    QTest::addColumn<double>("first");
    QTest::addColumn<double>("span");
    QTest::addColumn<int>("width");
    QTest::newRow("whole demo") << 1e4 << 8.0 << qint64(4) << 0.0 << 2048.0 << 724;
    QTest::newRow("one a pixel") << 1e4 << 1.0 << qint64(0) << 0.0 << 700.0 << 700;
    QTest::newRow("zoomed in, off the grid") << 1e4 << 8.0 << qint64(20) << 10.37 << 13.5 << 640;
    QTest::newRow("n-hat inside a pixel") << 1e4 << 8.0 << qint64(1000) << 0.0 << 2048.0 << 37;
    QTest::newRow("late window") << 5e5 << 16.0 << qint64(0) << 4.0e6 << 9999.25 << 311;
    QTest::newRow("four million") << 1e4 << 1024.0 << qint64(64) << 0.0 << 4.0e6 << 97;
    QTest::newRow("slow base") << 1e7 << 512.0 << qint64(0) << 0.0 << 1.0e6 << 53;
    QTest::newRow("compressed, beyond half a turn") << 1e4 << 0.17 << qint64(0) << 0.0 << 5000.0 << 400;
    QTest::newRow("a full turn each token") << 1e4 << 1 / (2 * M_PI) << qint64(0) << 0.0 << 5000.0 << 40;
}

void FrequencyRendererTest::means()
{
    QFETCH(double, theta);
    QFETCH(double, scale);
    QFETCH(qint64, nHat);
    QFETCH(double, first);
    QFETCH(double, span);
    QFETCH(int, width);
    rope::Geometry geometry = demoGeometry();
    geometry.theta = theta;
    rope::FactorSet set;
    for (int i = 0; i < geometry.pairs(); ++i)
        set.lambda.push_back(i % 3 == 2 ? scale * 1.01 : scale);
    set.n_hat = nHat;
    ZoomWindow window(4.2e6, 4);
    window.show(first, span);
    const std::vector<std::int64_t> edges = pixelEdges(window, width);

    double worst = 0;
    for (const int pair : { 0, 1, 9, 20, 31 }) {
        const double turn = std::pow(theta, -2.0 * pair / 64);
        const double stretched = turn / set.lambda[std::size_t(pair)];
        const std::vector<double> means = meanCosines(geometry, set, pair, edges);
        QCOMPARE(means.size(), std::size_t(width));
        for (std::size_t x = 0; x < means.size(); ++x) {
            // Brute force: every position of the pixel, one cosine each.
            double sum = 0;
            const std::int64_t end = std::max(edges[x] + 1, edges[x + 1]);
            for (std::int64_t n = edges[x]; n < end; ++n)
                sum += std::cos(double(n) * (n < nHat ? turn : stretched));
            worst = std::max(worst, std::abs(sum / double(end - edges[x]) - means[x]));
        }
    }
    QVERIFY2(worst < 1e-8, qPrintable(QString::number(worst)));
}

void FrequencyRendererTest::pixelsCoverEveryPositionOnce()
{
    ZoomWindow window(4.0e6, 8);
    for (const auto& [first, span, width] :
        { std::tuple(0.0, 4.0e6, 1280), std::tuple(17.25, 1999.5, 613), std::tuple(100.0, 50.0, 50) }) {
        window.show(first, span);
        const std::vector<std::int64_t> edges = pixelEdges(window, width);
        QCOMPARE(edges.size(), std::size_t(width) + 1);
        QCOMPARE(edges.front(), std::int64_t(std::floor(first)));
        for (std::size_t x = 0; x + 1 < edges.size(); ++x)
            QVERIFY(edges[x] < edges[x + 1]);
        QCOMPARE(edges.back(), std::int64_t(std::floor(first + span)));
    }
}

void FrequencyRendererTest::pixelIsMeanOfItsPositions()
{
    const rope::Geometry geometry = demoGeometry();
    rope::FactorSet set = rope::make_set(rope::Method::yarn, geometry, 2048);
    set.n_hat = 5;
    FrequencyRequest r = request(geometry, set, 2048, QSize(301, 64));
    r.outside = r.colours;
    const QImage image = renderFrequency(r);
    QCOMPARE(image.size(), QSize(301, 64));
    for (int y = 0; y < 64; y += 3)
        for (int x = 0; x < 301; ++x) {
            const auto first = std::int64_t(std::floor(2048.0 * x / 301));
            const auto end = std::int64_t(std::floor(2048.0 * (x + 1) / 301));
            double sum = 0;
            for (std::int64_t n = first; n < end; ++n)
                sum += std::cos(rope::angle(geometry, set, y / 2, n));
            const double expected = (sum / double(end - first) + 1) * 127.5;
            QVERIFY(std::abs(qRed(image.pixel(x, y)) - expected) < 0.5001);
        }
    // Where nothing can be seen, the middle of the colour map.
    FrequencyRequest far = request(geometry, set, 4'000'000, QSize(64, 32));
    far.outside = r.colours;
    QVERIFY(std::abs(qRed(renderFrequency(far).pixel(30, 0)) - 127) <= 1);
}

void FrequencyRendererTest::zoomedInShowsSinglePositions()
{
    const rope::Geometry geometry = demoGeometry();
    const rope::FactorSet set = rope::make_set(rope::Method::none, geometry, 2048);
    FrequencyRequest r = request(geometry, set, 2048, QSize(320, 32));
    r.positions.show(100, 8);
    r.outside = r.colours;
    const QImage image = renderFrequency(r);
    for (int x = 0; x < 320; ++x) {
        const double expected = (std::cos(double(100 + x / 40)) + 1) * 127.5;
        QVERIFY(std::abs(qRed(image.pixel(x, 0)) - expected) < 0.5001);
    }
}

void FrequencyRendererTest::morePairsThanRows()
{
    const rope::Geometry geometry = demoGeometry();
    const rope::FactorSet set = rope::make_set(rope::Method::none, geometry, 512);
    FrequencyRequest r = request(geometry, set, 512, QSize(512, 16));
    r.outside = r.colours;
    const QImage image = renderFrequency(r);
    for (int n = 0; n < 512; n += 7) {
        const double mean
            = (std::cos(rope::angle(geometry, set, 6, n)) + std::cos(rope::angle(geometry, set, 7, n))) / 2;
        QVERIFY(std::abs(qRed(image.pixel(n, 3)) - (mean + 1) * 127.5) < 0.5001);
    }
}

void FrequencyRendererTest::outsideIsTinted()
{
    const rope::Geometry geometry = demoGeometry();
    const rope::FactorSet set = rope::make_set(rope::Method::none, geometry, 2048);
    const QImage image = renderFrequency(request(geometry, set, 2048, QSize(2048, 32)));
    for (int pair = 0; pair < 32; ++pair)
        for (int n = 0; n < 2048; n += 5) {
            const bool outside = rope::out_of_distribution(geometry, {}, set, pair, n);
            QCOMPARE(qGreen(image.pixel(n, pair)) == 0 && qRed(image.pixel(n, pair)) == 255, outside);
        }
}

void FrequencyRendererTest::outsideAndBackBeforeNHat()
{
    const rope::Geometry geometry = demoGeometry();
    rope::FactorSet set = rope::make_set(rope::Method::pi, geometry, 2048);
    set.n_hat = 600; // not rescaled far beyond the trained window
    const QImage image = renderFrequency(request(geometry, set, 4096, QSize(4096, 32)));
    for (int n = 0; n < 4096; ++n) {
        const bool outside = rope::out_of_distribution(geometry, {}, set, 31, n);
        QCOMPARE(image.pixel(n, 31) == qRgb(255, 0, 0), outside);
    }
    QCOMPARE(image.pixel(300, 31), qRgb(255, 0, 0));
    QVERIFY(image.pixel(700, 31) != qRgb(255, 0, 0));
    QCOMPARE(image.pixel(3000, 31), qRgb(255, 0, 0));
}

void FrequencyRendererTest::refusesWhatDoesNotFit()
{
    const rope::Geometry geometry = demoGeometry();
    rope::FactorSet set = rope::make_set(rope::Method::none, geometry, 512);
    QVERIFY(renderFrequency(request(geometry, set, 512, QSize(0, 16))).isNull());
    set.lambda.pop_back();
    QVERIFY(renderFrequency(request(geometry, set, 512, QSize(16, 16))).isNull());
}

void FrequencyRendererTest::phaseIsTheDirectionOfTheMean()
{
    const rope::Geometry geometry = demoGeometry();
    rope::FactorSet set = rope::make_set(rope::Method::yarn, geometry, 2048);
    set.n_hat = 5;
    for (const auto& [length, from] : { std::pair(2048.0, 0.0), std::pair(4.0e6, 1.0e6), std::pair(4.0e6, 3999000.0) }) {
        ZoomWindow window(length, 8);
        window.show(from, length == 2048 ? 2048 : 900);
        const std::vector<std::int64_t> edges = pixelEdges(window, 211);
        for (int pair : { 0, 3, 13, 31 }) {
            const std::vector<double> cosines = meanCosines(geometry, set, pair, edges);
            const std::vector<double> sines = meanSines(geometry, set, pair, edges);
            for (std::size_t x = 0; x < 211; ++x) {
                std::complex<double> sum = 0;
                for (std::int64_t n = edges[x]; n < edges[x + 1]; ++n)
                    sum += std::polar(1.0, rope::angle(geometry, set, pair, n));
                sum /= double(edges[x + 1] - edges[x]);
                QVERIFY(std::abs(sum - std::complex(cosines[x], sines[x])) < 1e-8);
            }
        }
    }
    FrequencyRequest r = request(geometry, set, 2048, QSize(256, 32));
    r.phase = true;
    const QImage image = renderFrequency(r);
    const std::vector<std::int64_t> edges = pixelEdges(r.positions, 256);
    for (int pair : { 2, 9 })
        for (std::size_t x = 0; x < 256; x += 5)
            QCOMPARE(image.pixel(int(x), pair), phaseColour(meanCosines(geometry, set, pair, edges)[x],
                                                    meanSines(geometry, set, pair, edges)[x]));
    // Nothing to be seen is grey; 0, π and both quarters are not alike.
    const QRgb grey = phaseColour(0, 0);
    QVERIFY(std::abs(qRed(grey) - qBlue(grey)) <= 2);
    QVERIFY(qGray(phaseColour(1, 0)) > qGray(grey) + 60 && qGray(phaseColour(-1, 0)) < qGray(grey) - 60);
    QVERIFY(qBlue(phaseColour(0, -1)) > qBlue(phaseColour(0, 1)) + 60);
    QVERIFY(!r.samePicture(request(geometry, set, 2048, QSize(256, 32))));
}

QTEST_GUILESS_MAIN(FrequencyRendererTest)
#include "tst_frequency_renderer.moc"
