// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "core/protocol/job_messages.h"
#include "core/statistics/intervals.h"
#include "tests/views/demo_project.h"
#include "views/evaluation/measured.h"
#include "views/evaluation/set_style.h"

#include <cmath>

/// Made-up results of every evaluation, shaped as an engine sends them: A keeps its skill at every length, B loses it
/// beyond 256 tokens.
namespace ropewalk::test {

inline std::vector<views::Compared> comparedSets()
{
    const project::Project project = demoProject();
    rope::FactorSet none = rope::make_set(rope::Method::none, project.geometry, project.target_length);
    none.id = "none";
    return { { project.sets[0], QStringLiteral("A") }, { none, QStringLiteral("B") } };
}

template <class Result>
views::Measured<Result> measured(const views::Compared& of, Result result, bool complete = true)
{
    return { of, std::make_shared<const Result>(std::move(result)), complete, 0 };
}

inline protocol::PasskeyResult passkeyResult(bool blurred)
{
    protocol::PasskeyResult result;
    int right = 0, all = 0;
    for (const std::int64_t length : { 256, 512, 1024, 2048 })
        for (int depth = 0; depth < 5; ++depth) {
            protocol::PasskeyCell cell{ length, depth / 4.0, 2, 0, 0, 1 };
            for (int trial = 0; trial < 2; ++trial) {
                const bool found = !blurred || length <= 256 || (length == 512 && (depth + trial) % 3 == 0);
                cell.correct += found;
                result.trials.push_back({ length, depth / 4.0, trial, "What is the pass key? The pass key is",
                    std::to_string(41000 + depth * 10 + trial), found ? std::to_string(41000 + depth * 10 + trial) : "7",
                    found, length <= 256 ? "short" : "set" });
            }
            const statistics::Interval interval = statistics::wilson(cell.correct, cell.trials);
            cell.low = interval.low;
            cell.high = interval.high;
            right += cell.correct;
            all += cell.trials;
            result.cells.push_back(cell);
        }
    result.accuracy = double(right) / all;
    result.seconds = 12;
    return result;
}

inline protocol::NeedleResult needleResult(bool blurred)
{
    protocol::NeedleResult result;
    for (const std::int64_t length : { 256, 512, 1024, 2048 })
        for (int depth = 0; depth < 5; ++depth) {
            const double nll = blurred && length > 256 ? 2.0 + 0.2 * depth : 0.05;
            result.points.push_back({ length, depth / 4.0, 2, 12, nll, std::exp(nll) });
        }
    result.nll = blurred ? 1.8 : 0.05;
    result.perplexity = std::exp(result.nll);
    return result;
}

inline protocol::CurveResult curveResult(const std::string& name, bool blurred)
{
    protocol::CurveResult result;
    for (const std::int64_t length : { 64, 128, 256, 512, 1024, 2048 }) {
        const double bend = blurred && length > 256 ? std::pow(double(length) / 256, 1.7) : 1;
        const double value = (2.2 + 60.0 / double(length)) * bend;
        protocol::CurvePoint point{ name, length, value, value * 0.93, value * 1.08, { value * 0.93, value * 1.08 },
            length * 2, {} };
        for (std::int64_t from = 1; from < length; from *= 2)
            point.positions.push_back({ from, std::min(from * 2, length),
                0.7 + 2.0 / double(from) + (blurred && from >= 256 ? 1.5 : 0) });
        result.points.push_back(point);
    }
    return result;
}

inline protocol::ChoicesResult choicesResult(bool blurred)
{
    protocol::ChoicesResult result;
    result.name = "demo";
    result.layout = "plain";
    for (int i = 0; i < 12; ++i) {
        const int answer = i % 4, chosen = blurred && i % 3 == 0 ? (answer + 1) % 4 : answer;
        result.rows.push_back({ i, "Where does the ferry from Stonewharf number " + std::to_string(i) + " go?",
            { "Northby", "Millbrook", "Harrow Point", "the lighthouse" }, answer, chosen,
            { chosen == 0 ? -0.4 : -1.5, chosen == 1 ? -0.4 : -1.6, chosen == 2 ? -0.4 : -1.7, chosen == 3 ? -0.4 : -1.8 },
            40 });
        result.correct += answer == chosen;
    }
    result.questions = 12;
    result.accuracy = double(result.correct) / 12;
    const statistics::Interval interval = statistics::wilson(double(result.correct), 12);
    result.low = interval.low;
    result.high = interval.high;
    result.chance = 0.25;
    result.longest = 44;
    return result;
}

} // namespace ropewalk::test
