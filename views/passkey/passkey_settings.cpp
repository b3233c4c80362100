// SPDX-License-Identifier: GPL-3.0-only
#include "views/passkey/passkey_settings.h"

#include "views/evaluation/path_field.h"
#include "views/evaluation/set_box.h"

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
    , m_shortSet(new SetBox)
    , m_filler(new PathField(
          { { {}, tr("Opened text"), tr("the opened text"), tr("Sentences of the text that is open, or the bundled ones") },
              { QStringLiteral("demo"), tr("Bundled"), tr("bundled"),
                  tr("The bundled model's weather and walks, without a number in them") } },
          tr("Sentences of a text file, of JSON lines with a field \"text\", or of a folder's texts; those with a number are "
             "left out")))
{
    addField(tr("short list"), tr("What a runtime reads with where its rule says short"), m_shortSet);
    addField(tr("filler"), tr("Between which sentences the keys are hidden"), m_filler, 2);
    const auto follow = [this] { m_shortSet->setEnabled(m_runtime->currentIndex() > 0); };
    connect(m_runtime, &QComboBox::currentIndexChanged, this, follow);
    connect(m_shortSet, &SetBox::setChanged, this, &PasskeySettings::changed);
    connect(m_filler, &PathField::pathChanged, this, &PasskeySettings::changed);
    connect(m_filler, &PathField::fileRequested, this, &PasskeySettings::fileRequested);
    follow();
}

void PasskeySettings::setFiller(const QString& path)
{
    m_filler->setPath(path);
}

void PasskeySettings::setSets(const std::vector<rope::FactorSet>& sets)
{
    m_shortSet->setSets(sets);
}

void PasskeySettings::setTask(const rope::Geometry& geometry, std::int64_t target)
{
    m_lengths->setDefault(doubledLengths(geometry.original_length, target, 8));
}

template <class Params>
Params PasskeySettings::written() const
{
    Params params;
    params.lengths = m_lengths->lengths();
    params.depths = m_depths->value();
    params.trials = m_trials->value();
    params.keys = m_keys->value();
    params.seed = std::uint64_t(m_seed->value());
    params.filler = m_filler->path().toStdString();
    params.runtime = runtimes[std::size_t(m_runtime->currentIndex())];
    if (m_runtime->currentIndex() > 0)
        params.short_set = m_shortSet->set();
    return params;
}

template <class Params>
void PasskeySettings::take(const Params& params)
{
    m_lengths->setLengths(params.lengths);
    m_depths->setValue(params.depths);
    m_trials->setValue(params.trials);
    m_keys->setValue(params.keys);
    m_seed->setValue(int(params.seed));
    m_filler->setPath(QString::fromStdString(params.filler));
    const auto found = std::find(runtimes.begin(), runtimes.end(), params.runtime);
    m_runtime->setCurrentIndex(found == runtimes.end() ? 0 : int(found - runtimes.begin()));
    m_shortSet->setSet(params.short_set);
}

protocol::PasskeyParams PasskeySettings::params() const
{
    return written<protocol::PasskeyParams>();
}

protocol::NeedleParams PasskeySettings::needleParams() const
{
    return written<protocol::NeedleParams>();
}

void PasskeySettings::setParams(const protocol::PasskeyParams& params)
{
    take(params);
}

void PasskeySettings::setNeedleParams(const protocol::NeedleParams& params)
{
    take(params);
}

} // namespace ropewalk::views
