// SPDX-License-Identifier: GPL-3.0-only
#include "views/passkey/passkey_settings.h"

#include <QComboBox>
#include <QSpinBox>
#include <algorithm>
#include <array>

namespace ropewalk::views {

namespace {

constexpr std::array<const char*, 4> runtimes{ "engine", "transformers", "vllm", "llama.cpp" }; // in the box's order

} // namespace

PasskeySettings::PasskeySettings(QWidget* parent)
    : SettingsGrid(4, parent)
    , m_lengths(addLengths(tr("lengths"), tr("Prompts of these many tokens, answer included")))
    , m_depths(addNumber(tr("depths"), tr("Places of the key in the text, from its start to its end"), 1, 50, 5))
    , m_trials(addNumber(tr("trials"), tr("Prompts a cell, each with another key"), 1, 1000, 2))
    , m_keys(addNumber(tr("hidden keys"), tr("Keys hidden in one text, of which one is asked for"), 1, 20, 1))
    , m_seed(addNumber(tr("seed"), tr("The same seed hides the same keys"), 0, 1000000000, 1))
    , m_runtime(addChoice(tr("rule of"),
          tr("Runtimes with two lists read a prompt within the trained length with the short one: this is whose rule "
             "says which list a prompt gets"),
          { tr("no runtime"), QStringLiteral("transformers"), QStringLiteral("vLLM"), QStringLiteral("llama.cpp") }))
{
}

void PasskeySettings::setTask(const rope::Geometry& geometry, std::int64_t target)
{
    m_lengths->setDefault(doubledLengths(geometry.original_length, target, 8));
}

protocol::PasskeyParams PasskeySettings::params() const
{
    protocol::PasskeyParams params;
    params.lengths = m_lengths->lengths();
    params.depths = m_depths->value();
    params.trials = m_trials->value();
    params.keys = m_keys->value();
    params.seed = std::uint64_t(m_seed->value());
    params.runtime = runtimes[std::size_t(m_runtime->currentIndex())];
    return params;
}

protocol::NeedleParams PasskeySettings::needleParams() const
{
    const protocol::PasskeyParams same = params();
    protocol::NeedleParams needle;
    needle.lengths = same.lengths;
    needle.depths = same.depths;
    needle.trials = same.trials;
    needle.keys = same.keys;
    needle.seed = same.seed;
    needle.runtime = same.runtime;
    return needle;
}

void PasskeySettings::setParams(const protocol::PasskeyParams& params)
{
    m_lengths->setLengths(params.lengths);
    m_depths->setValue(params.depths);
    m_trials->setValue(params.trials);
    m_keys->setValue(params.keys);
    m_seed->setValue(int(params.seed));
    const auto found = std::find(runtimes.begin(), runtimes.end(), params.runtime);
    m_runtime->setCurrentIndex(found == runtimes.end() ? 0 : int(found - runtimes.begin()));
}

} // namespace ropewalk::views
