// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"

#include <chrono>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>

namespace ropewalk::engine {

/// What a command says: its answer on stdout, everything else on stderr.
class Console
{
public:
    /// json: stdout gets the result object alone.
    explicit Console(bool json);

    bool json() const { return m_json; }
    void line(const std::string& text) const; ///< of the answer; nothing with json
    void note(const std::string& text) const; ///< on stderr
    void result(const nlohmann::json& object) const; ///< with json, as stdout's last line
    Status finish() const; ///< an error where stdout could not take it all

private:
    bool m_json;
};

/// How far a job is: a bar with the time left on a terminal, a line now and then elsewhere. On stderr.
class ProgressBar
{
public:
    explicit ProgressBar(std::string label);
    ~ProgressBar(); ///< ends the bar's line
    ProgressBar(const ProgressBar&) = delete;
    ProgressBar& operator=(const ProgressBar&) = delete;

    void update(std::int64_t done, std::int64_t total, const std::string& detail = {});

private:
    using Clock = std::chrono::steady_clock;

    std::string m_label;
    bool m_terminal;
    Clock::time_point m_begun;
    Clock::time_point m_shown;
    std::int64_t m_first = -1; ///< done at the first update: work that was taken up, not done
    bool m_complete = false;
    bool m_open = false; ///< a bar stands on the terminal's line
};

std::string duration_text(double seconds); ///< "42 s", "3 min 12 s", "2 h 05 min"
std::string number_text(double value, int digits); ///< significant digits; "∞" where it is not finite

} // namespace ropewalk::engine
