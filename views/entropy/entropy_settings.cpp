// SPDX-License-Identifier: GPL-3.0-only
#include "views/entropy/entropy_settings.h"

#include <QCheckBox>
#include <QComboBox>
#include <QSpinBox>

namespace ropewalk::views {

EntropySettings::EntropySettings(QWidget* parent)
    : SettingsGrid(4, parent)
    , m_window(addNumber(tr("window"), tr("Tokens of a window"), 0, 1 << 30, 0))
    , m_samples(addNumber(tr("windows"), tr("Windows of text that the numbers are averaged over"), 1, 1000, 1))
    , m_bins(addNumber(tr("bins"), tr("Steps along the positions at most"), 2, 512, 64))
    , m_sinks(addNumber(tr("sink tokens"), tr("First tokens of the text whose attention is summed as sinks"), 1, 64, 4))
    , m_split(addChoice(tr("text"), tr("A search never sees the held-out half"), { tr("held-out"), tr("search's") }))
    , m_log(addCheck(tr("bins by factor"), tr("Bins grow with the position, so that the first tokens are told apart"),
          true))
{
    m_window->setSpecialValueText(tr("target"));
}

void EntropySettings::setTask(std::int64_t target)
{
    m_target = target;
}

protocol::EntropyParams EntropySettings::params() const
{
    protocol::EntropyParams params;
    params.target = m_window->value() > 1 ? m_window->value() : m_target;
    params.samples = m_samples->value();
    params.position_bins = m_bins->value();
    params.sink_tokens = m_sinks->value();
    params.split = m_split->currentIndex() == 0 ? "held-out" : "search";
    params.log_bins = m_log->isChecked();
    return params;
}

void EntropySettings::setParams(const protocol::EntropyParams& params)
{
    m_window->setValue(params.target == m_target ? 0 : int(params.target));
    m_samples->setValue(params.samples);
    m_bins->setValue(params.position_bins);
    m_sinks->setValue(params.sink_tokens);
    m_split->setCurrentIndex(params.split == "search" ? 1 : 0);
    m_log->setChecked(params.log_bins);
}

} // namespace ropewalk::views
