// SPDX-License-Identifier: GPL-3.0-only
#include "views/choices/choices_settings.h"

#include "views/evaluation/path_field.h"
#include "views/evaluation/set_box.h"

#include <QCheckBox>
#include <QComboBox>
#include <QSpinBox>
#include <algorithm>
#include <array>

namespace ropewalk::views {

namespace {

constexpr std::array<const char*, 6> layouts{ "auto", "arc", "hellaswag", "mmlu", "truthfulqa", "plain" };

} // namespace

ChoicesSettings::ChoicesSettings(QWidget* parent)
    : SettingsGrid(4, parent)
    , m_path(new PathField({{ QStringLiteral("demo"), tr("Bundled"), tr("bundled"),
                               tr("The questions of the bundled model, about the places and things of its world") }},
          tr("JSON lines with question, choices and answer: exports of ARC, HellaSwag, MMLU and TruthfulQA are read as "
             "they are; a file can be dropped here too")))
    , m_shortSet(new SetBox)
{
    addField(tr("questions"), tr("The file on the engine's machine"), m_path, 2);
    m_layout = addChoice(tr("layout"), tr("How a line of the file is read"),
        { tr("by its fields"), QStringLiteral("ARC"), QStringLiteral("HellaSwag"), QStringLiteral("MMLU"),
            QStringLiteral("TruthfulQA mc1"), tr("plain") });
    m_fewShot = addNumber(
        tr("few-shot"), tr("Answered questions before each one, taken from the file's others"), 0, 100, 0);
    m_limit = addNumber(tr("at most"), tr("Questions from the start of the file; 0 = all"), 0, 1000000, 0);
    m_limit->setSpecialValueText(tr("all"));
    m_normalised = addCheck(tr("by length"),
        tr("A choice's log-likelihood is divided by its bytes, so that long choices are not at a disadvantage"), true);
    m_short = addCheck(tr("short mode"),
        tr("Prompts within the trained length are read with the short list, as a runtime with two lists reads them"),
        false);
    addField(tr("short list"), tr("What short mode reads prompts within the trained length with"), m_shortSet);
    m_shortSet->setEnabled(false);
    connect(m_short, &QCheckBox::toggled, m_shortSet, &QWidget::setEnabled);
    connect(m_path, &PathField::pathChanged, this, &ChoicesSettings::changed);
    connect(m_path, &PathField::fileRequested, this, &ChoicesSettings::fileRequested);
    connect(m_shortSet, &SetBox::setChanged, this, &ChoicesSettings::changed);
}

void ChoicesSettings::setPath(const QString& path)
{
    m_path->setPath(path);
}

void ChoicesSettings::setSets(const std::vector<rope::FactorSet>& sets)
{
    m_shortSet->setSets(sets);
}

protocol::ChoicesParams ChoicesSettings::params() const
{
    protocol::ChoicesParams params;
    params.path = m_path->path().toStdString();
    params.layout = layouts[std::size_t(m_layout->currentIndex())];
    params.few_shot = m_fewShot->value();
    params.limit = m_limit->value();
    params.length_normalised = m_normalised->isChecked();
    params.short_mode = m_short->isChecked();
    if (params.short_mode)
        params.short_set = m_shortSet->set();
    return params;
}

void ChoicesSettings::setParams(const protocol::ChoicesParams& params)
{
    const auto found = std::find(layouts.begin(), layouts.end(), params.layout);
    m_layout->setCurrentIndex(found == layouts.end() ? 0 : int(found - layouts.begin()));
    m_fewShot->setValue(params.few_shot);
    m_limit->setValue(params.limit);
    m_normalised->setChecked(params.length_normalised);
    m_short->setChecked(params.short_mode);
    m_shortSet->setSet(params.short_set);
    setPath(QString::fromStdString(params.path));
}

} // namespace ropewalk::views
