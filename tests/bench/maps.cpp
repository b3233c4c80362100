// SPDX-License-Identifier: Apache-2.0
// Frames a second of the frequency map while it is panned: the pictures of three sets of 64 pairs, rendered on the
// calling thread alone, and painted into an image as the window does. Printed as one JSON line for each case.
//   bench_maps [SECONDS]
// November 2026, one core of a server processor, frames a second in the order of the cases: 378, 378, 132, 141, 155.
#include "core/rope/methods.h"
#include "views/frequency/frequency_renderer.h"

#include <QGuiApplication>
#include <QPainter>
#include <algorithm>
#include <chrono>
#include <ctime>
#include <iostream>

using namespace ropewalk;
using namespace ropewalk::views;

namespace {

constexpr int rows = 3;
constexpr double turnsOver = 200; // frames that a pan takes from one end to the other

struct Case
{
    const char* name;
    QSize screen; ///< pixels that the three rows fill
    std::int64_t target; ///< tokens
    double span; ///< of the positions seen at once, tokens
    bool phase;
};

struct Speed
{
    double wall = 0; ///< frames a second that passed
    double core = 0; ///< frames a second of a processor core: the same on a machine that does nothing else
};

Speed framesPerSecond(const Case& one, double seconds)
{
    rope::Geometry geometry; // LLaMA-2: 64 pairs
    const rope::Method methods[rows] { rope::Method::none, rope::Method::pi, rope::Method::yarn };
    std::vector<FrequencyRequest> requests;
    for (const rope::Method method : methods) {
        FrequencyRequest request;
        request.geometry = geometry;
        request.set = rope::make_set(method, geometry, one.target);
        request.positions = ZoomWindow(double(one.target), 8);
        request.pairs = ZoomWindow(geometry.pairs(), 4);
        request.size = QSize(one.screen.width(), one.screen.height() / rows);
        request.phase = one.phase;
        request.colours = colourTable(ColourMap::cividis);
        std::transform(request.colours.begin(), request.colours.end(), request.outside.begin(), outOfDistribution);
        requests.push_back(std::move(request));
    }
    QImage window(one.screen, QImage::Format_RGB32);
    const auto start = std::chrono::steady_clock::now();
    const std::clock_t used = std::clock();
    int frames = 0;
    double spent = 0;
    while (spent < seconds) {
        const double at = (one.target - one.span) * (frames % int(turnsOver)) / turnsOver;
        QPainter painter(&window);
        for (int row = 0; row < rows; ++row) {
            requests[std::size_t(row)].positions.show(at, one.span);
            painter.drawImage(0, row * one.screen.height() / rows, renderFrequency(requests[std::size_t(row)]));
        }
        ++frames;
        spent = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    }
    return { frames / spent, frames / (double(std::clock() - used) / CLOCKS_PER_SEC) };
}

} // namespace

int main(int count, char** arguments)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    const QGuiApplication app(count, arguments);
    const double seconds = count > 1 ? std::stod(arguments[1]) : 3.0;
    for (const Case& one : { Case { "1280 x 800, 128k, half of it", QSize(840, 210), 131072, 65536, false },
             Case { "1280 x 800, 4M, all but a little", QSize(840, 210), 4'000'000, 3'900'000, false },
             Case { "1280 x 800, 4M, phase", QSize(840, 210), 4'000'000, 2'000'000, true },
             Case { "2560 x 1600, 4M, half of it", QSize(2100, 840), 4'000'000, 2'000'000, false },
             Case { "2560 x 1600, 4M, 2000 positions", QSize(2100, 840), 4'000'000, 2000, false } }) {
        const Speed speed = framesPerSecond(one, seconds);
        std::cout << "{\"case\": \"" << one.name << "\", \"frames_per_second\": " << speed.wall
                  << ", \"frames_per_core_second\": " << speed.core << "}" << std::endl;
    }
    return 0;
}
