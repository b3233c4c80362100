// SPDX-License-Identifier: GPL-3.0-only
#include "views/search/search_settings.h"

#include "core/rope/methods.h"
#include "views/plots/axis.h"
#include "views/plots/panel.h"
#include "views/plots/pill_button.h"
#include "views/plots/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QLabel>
#include <QSpinBox>
#include <array>
#include <limits>

namespace ropewalk::views {

namespace {

constexpr std::array<const char*, 3> modes{ "fixed", "formula",
    "search" }; // protocol names, in the box's order
constexpr double compact = 0.9;

bool sameSettings(const protocol::SearchParams& one, const protocol::SearchParams& other)
{
    return one.population == other.population && one.mutations == other.mutations
        && one.crossovers == other.crossovers && one.generations == other.generations
        && one.parents == other.parents && one.probability == other.probability
        && one.samples == other.samples && one.attention_mode == other.attention_mode
        && one.monotone == other.monotone && one.search_n_hat == other.search_n_hat;
}

} // namespace

std::int64_t plannedEvaluations(const protocol::SearchParams& params)
{
    return params.population + std::int64_t(params.generations) * (params.mutations + params.crossovers);
}

protocol::SearchParams SearchSettings::quick()
{
    protocol::SearchParams params;
    params.population = 24;
    params.mutations = 8;
    params.crossovers = 8;
    params.generations = 20;
    params.parents = 12;
    params.samples = 2;
    params.attention_mode = "search";
    return params;
}

protocol::SearchParams SearchSettings::paper()
{
    return {};
}

SearchSettings::SearchSettings(QWidget* parent)
    : QWidget(parent)
    , m_probability(new QDoubleSpinBox)
    , m_attention(new QDoubleSpinBox)
    , m_mode(new QComboBox)
    , m_monotone(new QCheckBox(tr("keep λ monotone")))
    , m_searchNHat(new QCheckBox(tr("search n̂")))
    , m_quick(new PillButton(tr("Quick")))
    , m_paper(new PillButton(tr("Paper")))
    , m_price(Panel::note({}))
{
    setAccessibleName(tr("Search settings"));
    setFont(scaledFont(font(), compact));
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(3);

    auto* presets = new QHBoxLayout;
    for (PillButton* button : { m_quick, m_paper }) {
        button->setCompact(true);
        button->setCheckable(true);
        presets->addWidget(button);
    }
    m_quick->setToolTip(tr("A small search: two windows, 344 evaluations"));
    m_paper->setToolTip(tr("The paper's settings: five windows, 1344 evaluations"));
    m_price->setWordWrap(false);
    presets->addSpacing(6);
    presets->addWidget(m_price, 1);
    grid->addLayout(presets, 0, 0, 1, 6);

    m_population = addNumber(
        grid, 1, 0, tr("population P"), tr("Candidates to start with"), 3, 100000);
    m_parents = addNumber(
        grid, 2, 0, tr("parents k"), tr("The best, kept and bred from"), 1, 100000);
    m_generations = addNumber(
        grid, 3, 0, tr("generations T"), tr("Rounds after the start"), 0, 1000000);
    m_seed = addNumber(grid, 4, 0, tr("seed"),
        tr("The same seed gives the same search"), 0, std::numeric_limits<int>::max());
    m_mutations = addNumber(
        grid, 1, 2, tr("mutations N1"), tr("Mutants a generation"), 0, 100000);
    m_crossovers = addNumber(
        grid, 2, 2, tr("crossovers N2"), tr("Crossed a generation"), 0, 100000);
    m_samples = addNumber(grid, 4, 2, tr("windows"),
        tr("Windows of the search text that a candidate is scored on"), 1, 1000);
    const auto place = [&](QWidget* box, int row, int column, const QString& label, const QString& tip) {
        auto* name = new QLabel(label);
        name->setBuddy(box);
        box->setToolTip(tip);
        box->setAccessibleName(label);
        grid->addWidget(name, row, column);
        grid->addWidget(box, row, column + 1);
    };
    m_probability->setRange(0.01, 1);
    m_probability->setSingleStep(0.05);
    place(m_probability, 3, 2, tr("probability p"),
        tr("That a mutation redraws a pair"));
    m_attention->setRange(0.1, 10);
    m_attention->setDecimals(4);
    m_attention->setSingleStep(0.01);
    m_mode->addItems({ tr("fixed"), tr("by formula"), tr("searched") });
    place(m_mode, 1, 4, tr("attention factor"),
        tr(
            "One factor for every candidate, √(1 + ln s/ln L) as LongRoPE's released code scores them, or searched like n̂"));
    place(m_attention, 2, 4, tr("fixed at"),
        tr("Multiplies cosine and sine of every candidate"));
    m_searchNHat->setFont(plainLettersFont(font()));
    m_monotone->setToolTip(tr("λ never falls from one pair to the next"));
    m_searchNHat->setToolTip(tr("Also search how many first tokens are not rescaled"));
    grid->addWidget(m_monotone, 3, 4, 1, 2);
    grid->addWidget(m_searchNHat, 4, 4, 1, 2);
    grid->setRowStretch(5, 1);

    connect(m_quick, &PillButton::clicked, this, [this] { applyPreset(quick()); });
    connect(m_paper, &PillButton::clicked, this, [this] { applyPreset(paper()); });
    for (QSpinBox* box :
        { m_population, m_mutations, m_crossovers, m_generations, m_parents, m_seed, m_samples })
        connect(box, &QSpinBox::valueChanged, this, &SearchSettings::refresh);
    connect(m_probability, &QDoubleSpinBox::valueChanged, this, &SearchSettings::refresh);
    connect(m_attention, &QDoubleSpinBox::valueChanged, this, [this] {
        m_attentionTyped = m_attentionTyped || !m_filling;
        refresh();
    });
    connect(m_mode, &QComboBox::currentIndexChanged, this, &SearchSettings::refresh);
    for (QCheckBox* box : { m_monotone, m_searchNHat })
        connect(box, &QCheckBox::toggled, this, &SearchSettings::refresh);
    m_seed->setValue(1);
    applyPreset(quick());
}

QSpinBox* SearchSettings::addNumber(
    QGridLayout* grid, int row, int column, const QString& label, const QString& tip, int low, int high)
{
    auto* box = new QSpinBox;
    box->setRange(low, high);
    box->setToolTip(tip);
    box->setAccessibleName(label);
    // Wide enough for what is usual; longer numbers scroll.
    box->setFixedWidth(QFontMetrics(font()).horizontalAdvance(QStringLiteral("00000")) + 30);
    auto* name = new QLabel(label);
    name->setBuddy(box);
    grid->addWidget(name, row, column);
    grid->addWidget(box, row, column + 1);
    return box;
}

protocol::SearchParams SearchSettings::params() const
{
    protocol::SearchParams params;
    params.target = m_target;
    params.population = m_population->value();
    params.mutations = m_mutations->value();
    params.crossovers = m_crossovers->value();
    params.generations = m_generations->value();
    params.parents = m_parents->value();
    params.probability = m_probability->value();
    params.seed = std::uint64_t(m_seed->value());
    params.monotone = m_monotone->isChecked();
    params.search_n_hat = m_searchNHat->isChecked();
    params.attention_mode = modes[std::size_t(m_mode->currentIndex())];
    params.attention_factor = m_attention->value();
    params.samples = m_samples->value();
    return params;
}

void SearchSettings::setParams(const protocol::SearchParams& params)
{
    m_filling = true;
    m_seed->setValue(int(std::min<std::uint64_t>(params.seed, std::uint64_t(m_seed->maximum()))));
    if (params.attention_mode == modes[0]) {
        m_attention->setValue(params.attention_factor);
        m_attentionTyped = true;
    }
    m_filling = false;
    applyPreset(params);
}

void SearchSettings::applyPreset(const protocol::SearchParams& params)
{
    m_filling = true;
    m_population->setValue(params.population);
    m_mutations->setValue(params.mutations);
    m_crossovers->setValue(params.crossovers);
    m_generations->setValue(params.generations);
    m_parents->setMaximum(params.population);
    m_parents->setValue(params.parents);
    m_probability->setValue(params.probability);
    m_samples->setValue(params.samples);
    m_monotone->setChecked(params.monotone);
    m_searchNHat->setChecked(params.search_n_hat);
    for (std::size_t i = 0; i < modes.size(); ++i)
        if (params.attention_mode == modes[i])
            m_mode->setCurrentIndex(int(i));
    m_filling = false;
    refresh();
}

void SearchSettings::setTask(const rope::Geometry& geometry, std::int64_t target)
{
    m_target = target;
    if (!m_attentionTyped) {
        m_filling = true;
        m_attention->setValue(rope::longrope_attention_factor(geometry, rope::scale_for(geometry, target)));
        m_filling = false;
    }
    refresh();
}

void SearchSettings::setWindowsPerSecond(double rate)
{
    m_rate = rate;
    refresh();
}

void SearchSettings::refresh()
{
    if (m_filling)
        return;
    m_parents->setMaximum(m_population->value());
    m_attention->setEnabled(m_mode->currentIndex() == 0);
    const protocol::SearchParams present = params();
    m_quick->setChecked(sameSettings(present, quick()));
    m_paper->setChecked(sameSettings(present, paper()));
    const std::int64_t evaluations = plannedEvaluations(present);
    QString price = tr("%1 evaluations").arg(evaluations);
    if (m_rate > 0)
        price
            += tr(", about %1").arg(durationText(double(evaluations) * present.samples / m_rate));
    m_price->setText(price);
    Q_EMIT changed();
}

} // namespace ropewalk::views
