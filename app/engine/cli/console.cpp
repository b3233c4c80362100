// SPDX-License-Identifier: Apache-2.0
#include "app/engine/cli/console.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <nlohmann/json.hpp>
#include <sys/ioctl.h>
#include <unistd.h>

namespace ropewalk::engine {

namespace {

constexpr auto bar_interval = std::chrono::milliseconds(100);
constexpr auto line_interval = std::chrono::seconds(2);
constexpr int bar_cells = 24;

std::string formatted(const char* format, auto... values)
{
    char text[128];
    std::snprintf(text, sizeof text, format, values...);
    return text;
}

std::size_t terminal_columns()
{
    winsize size{};
    return ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

} // namespace

std::string duration_text(double seconds)
{
    if (seconds < 9.95)
        return formatted("%.1f s", std::max(0.0, seconds));
    const auto whole = static_cast<long long>(std::llround(seconds));
    if (whole < 60)
        return formatted("%lld s", whole);
    if (whole < 3600)
        return formatted("%lld min %02lld s", whole / 60, whole % 60);
    return formatted("%lld h %02lld min", whole / 3600, whole / 60 % 60);
}

std::string number_text(double value, int digits)
{
    return std::isfinite(value) ? formatted("%.*g", digits, value) : "∞";
}

Console::Console(bool json)
    : m_json(json)
{
}

void Console::line(const std::string& text) const
{
    if (!m_json)
        std::fputs((text + "\n").c_str(), stdout);
}

void Console::note(const std::string& text) const
{
    std::fputs((text + "\n").c_str(), stderr);
}

void Console::result(const nlohmann::json& object) const
{
    if (m_json)
        std::fputs(
            (object.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n").c_str(), stdout);
}

Status Console::finish() const
{
    const bool failed = std::ferror(stdout) != 0;
    if (std::fflush(stdout) != 0 || failed)
        return failure(words("the standard output cannot be written: {1}", std::strerror(errno)));
    return {};
}

ProgressBar::ProgressBar(std::string label)
    : m_label(std::move(label))
    , m_terminal(::isatty(STDERR_FILENO) == 1)
    , m_begun(Clock::now())
    , m_shown(m_terminal ? Clock::time_point() : m_begun) // what is done in a moment needs no line
{
}

ProgressBar::~ProgressBar()
{
    if (m_open)
        std::fputs("\n", stderr);
}

void ProgressBar::update(std::int64_t done, std::int64_t total, const std::string& detail)
{
    const auto now = Clock::now();
    const bool complete = done >= total && !m_complete;
    if (m_first < 0)
        m_first = done;
    if (complete ? !m_terminal && m_shown == m_begun
                 : now - m_shown < (m_terminal ? bar_interval : line_interval))
        return;
    m_shown = now;
    m_complete = m_complete || complete;

    const double share
        = total > 0 ? std::clamp(static_cast<double>(done) / static_cast<double>(total), 0.0, 1.0) : 0;
    const double elapsed = std::chrono::duration<double>(now - m_begun).count();
    std::string time = duration_text(elapsed);
    if (done < total)
        time = done > m_first
            ? duration_text(elapsed * static_cast<double>(total - done) / static_cast<double>(done - m_first))
                + " left"
            : std::string("time left not known yet");
    const std::string count = std::to_string(done) + "/" + std::to_string(total);
    const std::string tail = count + "  " + time + (detail.empty() ? "" : "  " + detail);
    if (!m_terminal) {
        std::fputs((m_label + "  " + tail + "\n").c_str(), stderr);
        return;
    }
    const auto full = static_cast<std::size_t>(share * bar_cells);
    std::string bar
        = m_label + " [" + std::string(full, '=') + std::string(bar_cells - full, ' ') + "] " + tail;
    bar.resize(std::min(bar.size(), terminal_columns() - 1));
    std::fputs(("\r" + bar + "\033[K").c_str(), stderr);
    std::fflush(stderr);
    m_open = true;
}

} // namespace ropewalk::engine
