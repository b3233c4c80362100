// SPDX-License-Identifier: GPL-3.0-only
#include "views/choices/choices_settings.h"

#include "views/plots/pill_button.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QSpinBox>
#include <algorithm>
#include <array>

namespace ropewalk::views {

namespace {

constexpr std::array<const char*, 6> layouts{ "auto", "arc", "hellaswag", "mmlu", "truthfulqa", "plain" };

} // namespace

ChoicesSettings::ChoicesSettings(QWidget* parent)
    : SettingsGrid(4, parent)
    , m_file(new QLabel)
{
    auto* place = new QWidget;
    auto* row = new QHBoxLayout(place);
    row->setContentsMargins(0, 0, 0, 0);
    m_file->setTextFormat(Qt::PlainText);
    auto* bundled = new PillButton(tr("Bundled"));
    auto* file = new PillButton(tr("File…"));
    for (PillButton* button : { bundled, file })
        button->setCompact(true);
    bundled->setToolTip(tr("The questions of the bundled model, about the places and things of its world"));
    file->setToolTip(tr("JSON lines with question, choices and answer: exports of ARC, HellaSwag, MMLU and TruthfulQA "
                        "are read as they are; a file can be dropped here too"));
    row->addWidget(m_file, 1);
    row->addWidget(bundled);
    row->addWidget(file);
    addField(tr("questions"), tr("The file on the engine's machine"), place, 2);
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
        tr("Prompts within the trained length are read with plain rotation, as a runtime with two lists reads them"),
        false);
    connect(bundled, &QAbstractButton::clicked, this, [this] { setPath(QStringLiteral("demo")); });
    connect(file, &QAbstractButton::clicked, this, &ChoicesSettings::fileRequested);
    setPath(m_path);
}

void ChoicesSettings::setPath(const QString& path)
{
    const bool other = path != m_path;
    m_path = path;
    m_file->setText(path == u"demo" ? tr("bundled") : QFileInfo(path).fileName());
    m_file->setToolTip(path);
    if (other)
        Q_EMIT changed();
}

protocol::ChoicesParams ChoicesSettings::params() const
{
    protocol::ChoicesParams params;
    params.path = m_path.toStdString();
    params.layout = layouts[std::size_t(m_layout->currentIndex())];
    params.few_shot = m_fewShot->value();
    params.limit = m_limit->value();
    params.length_normalised = m_normalised->isChecked();
    params.short_mode = m_short->isChecked();
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
    setPath(QString::fromStdString(params.path));
}

} // namespace ropewalk::views
