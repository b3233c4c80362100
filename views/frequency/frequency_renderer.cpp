// SPDX-License-Identifier: GPL-3.0-only
#include "views/frequency/frequency_renderer.h"

#include "core/rope/angles.h"
#include "core/rope/coverage.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <numbers>

namespace ropewalk::views {

namespace {

constexpr double unseenTint = 0.7; // of the red laid over a phase that was never seen in training

enum class Part
{
    cosine,
    sine
};

/// A pair turning by omega radians a token, brought to [−π, π]: the same at every whole position, and
/// accurate next to a full turn.
struct Turn
{
    explicit Turn(double radians)
        : omega(std::remainder(radians, 2 * std::numbers::pi))
        , halfSine(std::sin(omega / 2))
    {
    }
    /// 2·sin(ω/2) times the sum over all positions below this one, but for a constant.
    template <Part part>
    double before(std::int64_t position) const
    {
        const double angle = (double(position) - 0.5) * omega;
        return part == Part::cosine ? std::sin(angle) : -std::cos(angle);
    }

    double omega;
    double halfSine;
};

std::int64_t pixelEnd(const std::vector<std::int64_t>& edges, std::size_t pixel)
{
    return std::max(edges[pixel] + 1, edges[pixel + 1]);
}

QRgb mix(QRgb below, QRgb above, double strength)
{
    const auto channel = [strength](int a, int b) { return int(std::lround(a + (b - a) * strength)); };
    return qRgb(channel(qRed(below), qRed(above)), channel(qGreen(below), qGreen(above)),
        channel(qBlue(below), qBlue(above)));
}

template <Part part>
double exact(const rope::Geometry& geometry, const rope::FactorSet& set, int pair, std::int64_t first, std::int64_t count)
{
    return part == Part::cosine ? rope::mean_cosine(geometry, set, pair, first, count)
                                : rope::mean_sine(geometry, set, pair, first, count);
}

/// Mean of cosine or sine for each pixel between edges; two neighbours share what is known at their common edge.
template <Part part>
std::vector<double> means(const rope::Geometry& geometry, const rope::FactorSet& set, int pair,
    const std::vector<std::int64_t>& edges)
{
    const std::size_t width = edges.size() - 1;
    std::vector<double> result(width);
    const double theta = rope::frequency(geometry, pair);
    const Turn plain(theta);
    const Turn stretched(theta / set.lambda[std::size_t(pair)]);

    const Turn* knownTurn = nullptr; // whose sin((edge − ½)ω) at the previous pixel's end is known
    std::int64_t knownAt = -1;
    double known = 0;
    for (std::size_t x = 0; x < width; ++x) {
        const std::int64_t first = edges[x];
        const std::int64_t end = pixelEnd(edges, x);
        if (x > 0 && first == edges[x - 1] && end == pixelEnd(edges, x - 1)) {
            result[x] = result[x - 1];
            continue;
        }
        const Turn& turn = first < set.n_hat ? plain : stretched;
        if ((first < set.n_hat && end > set.n_hat) || turn.halfSine == 0.0) {
            result[x] = exact<part>(geometry, set, pair, first, end - first);
            continue;
        }
        if (end - first == 1) {
            result[x] = part == Part::cosine ? std::cos(double(first) * turn.omega) : std::sin(double(first) * turn.omega);
            continue;
        }
        const double low = knownAt == first && knownTurn == &turn ? known : turn.before<part>(first);
        known = turn.before<part>(end);
        knownAt = end;
        knownTurn = &turn;
        result[x] = std::clamp((known - low) / (2 * double(end - first) * turn.halfSine), -1.0, 1.0);
    }
    return result;
}

void addTo(std::vector<double>& sums, bool first, std::vector<double> values)
{
    if (first)
        sums = std::move(values);
    else
        std::transform(sums.begin(), sums.end(), values.begin(), sums.begin(), std::plus<>());
}

/// Counts, for each pixel, the pairs that were never seen in training at any of its positions.
void countOutside(const FrequencyRequest& request, int pair, const std::vector<std::int64_t>& edges,
    std::vector<float>& counts)
{
    const std::size_t width = edges.size() - 1;
    const std::int64_t end = pixelEnd(edges, width - 1);
    const std::int64_t start
        = rope::first_uncovered_position(request.geometry, request.trained, request.set, pair, end);
    if (start < 0)
        return;
    // From n̂ on the angle only grows; a start before n̂ may come back inside there.
    const std::int64_t nHat = request.set.n_hat;
    std::int64_t back = end;
    std::int64_t again = end;
    if (start < nHat && nHat < end) {
        rope::FactorSet after = request.set;
        after.n_hat = 0;
        const std::int64_t stretched
            = rope::first_uncovered_position(request.geometry, request.trained, after, pair, end);
        back = nHat;
        again = stretched < 0 ? end : std::max(stretched, nHat);
    }
    for (std::size_t x = 0; x < width; ++x) {
        const std::int64_t last = pixelEnd(edges, x) - 1;
        const bool outside = (last >= start && edges[x] < back) || last >= again;
        counts[x] += outside ? 1.0F : 0.0F;
    }
}

} // namespace

bool FrequencyRequest::samePicture(const FrequencyRequest& other) const
{
    return geometry == other.geometry && trained == other.trained && set.same_rotation(other.set)
        && positions == other.positions && pairs == other.pairs && size == other.size && colours == other.colours
        && outside == other.outside && phase == other.phase;
}

std::vector<std::int64_t> pixelEdges(const ZoomWindow& window, int pixels)
{
    std::vector<std::int64_t> edges(std::size_t(pixels) + 1);
    for (int x = 0; x <= pixels; ++x)
        edges[std::size_t(x)]
            = std::max<std::int64_t>(0, std::llround(std::floor(window.valueAt(double(x) / pixels))));
    return edges;
}

std::vector<double> meanCosines(const rope::Geometry& geometry, const rope::FactorSet& set, int pair,
    const std::vector<std::int64_t>& edges)
{
    return means<Part::cosine>(geometry, set, pair, edges);
}

std::vector<double> meanSines(const rope::Geometry& geometry, const rope::FactorSet& set, int pair,
    const std::vector<std::int64_t>& edges)
{
    return means<Part::sine>(geometry, set, pair, edges);
}

QImage renderFrequency(const FrequencyRequest& request)
{
    const int width = request.size.width();
    const int height = request.size.height();
    const int pairs = request.geometry.pairs();
    if (width < 1 || height < 1 || pairs < 1 || request.set.lambda.size() != std::size_t(pairs))
        return {};
    const std::vector<std::int64_t> columns = pixelEdges(request.positions, width);
    const std::vector<std::int64_t> rows = pixelEdges(request.pairs, height);

    QImage image(request.size, QImage::Format_RGB32);
    std::vector<double> sums(static_cast<std::size_t>(width));
    std::vector<double> sines(static_cast<std::size_t>(width));
    std::vector<float> outside(static_cast<std::size_t>(width));
    for (int y = 0; y < height; ++y) {
        auto* line = reinterpret_cast<QRgb*>(image.scanLine(y));
        const auto row = std::size_t(y);
        if (y > 0 && rows[row] == rows[row - 1] && pixelEnd(rows, row) == pixelEnd(rows, row - 1)) {
            std::memcpy(line, image.constScanLine(y - 1), std::size_t(width) * sizeof(QRgb));
            continue;
        }
        const int first = int(std::min<std::int64_t>(rows[row], pairs - 1));
        const int end = int(std::min<std::int64_t>(pixelEnd(rows, row), pairs));
        std::fill(outside.begin(), outside.end(), 0.0F);
        for (int pair = first; pair < end; ++pair) {
            addTo(sums, pair == first, meanCosines(request.geometry, request.set, pair, columns));
            if (request.phase)
                addTo(sines, pair == first, meanSines(request.geometry, request.set, pair, columns));
            countOutside(request, pair, columns, outside);
        }
        const double count = end - first;
        for (std::size_t x = 0; x < std::size_t(width); ++x) {
            const float out = outside[x];
            if (request.phase) {
                const QRgb turned = phaseColour(sums[x] / count, sines[x] / count);
                line[x] = out == 0.0F ? turned : mix(turned, outOfDistribution(turned), unseenTint * out / count);
                continue;
            }
            const auto colour = std::size_t(std::clamp(std::lround((sums[x] / count + 1) * 127.5), 0L, 255L));
            if (out == 0.0F)
                line[x] = request.colours[colour];
            else if (out == float(count))
                line[x] = request.outside[colour];
            else
                line[x] = mix(request.colours[colour], request.outside[colour], out / count);
        }
    }
    return image;
}

} // namespace ropewalk::views
