// SPDX-License-Identifier: GPL-3.0-only
#include "views/factors/factor_panel.h"

#include "views/document/document.h"
#include "views/language/set_texts.h"
#include "views/language/terms.h"
#include "views/language/translated.h"
#include "views/plots/axis.h"
#include "views/plots/pill_button.h"
#include "views/plots/theme.h"

#include "core/rope/edit/n_hat.h"
#include "core/rope/methods.h"
#include "core/rope/set_words.h"

#include <QButtonGroup>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSlider>
#include <algorithm>
#include <cmath>

namespace ropewalk::views {

namespace {

constexpr int columns = 7; // the 14 values of n̂ in two rows
constexpr double sliderStep = 0.001;

/// A number that can be typed or stepped by keys and wheel, as wide as this text and without arrows.
void asPlainNumber(QAbstractSpinBox* box, const QString& widest)
{
    box->setButtonSymbols(QAbstractSpinBox::NoButtons);
    box->setAlignment(Qt::AlignRight);
    box->setFont(numberFont(box->font()));
    box->setFixedWidth(box->fontMetrics().horizontalAdvance(widest) + 14);
}

/// Checks the button with this id and no other; false when there is none. An exclusive group lets go of its
/// checked button only while it is not exclusive.
bool checkOnly(QButtonGroup* group, std::int64_t id)
{
    bool found = false;
    group->setExclusive(false);
    const QList<QAbstractButton*> buttons = group->buttons();
    for (QAbstractButton* button : buttons) {
        button->setChecked(group->id(button) == id);
        found = found || button->isChecked();
    }
    group->setExclusive(true);
    return found;
}

QWidget* section(QLabel* heading, QLayout* content, QWidget* beside = nullptr)
{
    auto* widget = new QWidget;
    auto* top = new QHBoxLayout;
    top->setSpacing(6);
    top->addWidget(heading);
    top->addStretch(1);
    if (beside)
        top->addWidget(beside);
    auto* layout = new QVBoxLayout(widget);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(3);
    layout->addLayout(top);
    layout->addLayout(content);
    return widget;
}

} // namespace

FactorPanel::FactorPanel(Document* document, QWidget* parent)
    : Panel({}, parent)
    , m_document(document)
    , m_nHat(new QButtonGroup(this))
    , m_nHatNote(note({}))
    , m_attentionSlider(new QSlider(Qt::Horizontal))
    , m_attention(new QDoubleSpinBox)
    , m_target(new QSpinBox)
    , m_multiples(new QButtonGroup(this))
    , m_scale(note({}))
    , m_export(new PillButton(tr("Export…")))
{
    setAccessibleName(tr("Factors"));
    body()->setSpacing(5);
    for (QWidget* part : { makeNHat(), makeAttention(), makeTarget(), makePresets() })
        body()->addWidget(part);
    body()->addStretch(1);
    m_export->setPrimary(true);
    body()->addWidget(m_export);
    connect(m_export, &PillButton::clicked, this, &FactorPanel::exportRequested);

    connect(document, &Document::projectReset, this, &FactorPanel::refresh);
    connect(document, &Document::modelChanged, this, &FactorPanel::refresh);
    connect(document, &Document::setsChanged, this, &FactorPanel::refresh);
    connect(document, &Document::setEdited, this, &FactorPanel::refresh);
    connect(document, &Document::activeSetChanged, this, &FactorPanel::refresh);
    connect(document, &Document::targetChanged, this, &FactorPanel::refresh);
    connect(document, &Document::refused, this,
        &FactorPanel::refresh); // controls show what is, not what was asked
    refresh();
}

QWidget* FactorPanel::makeNHat()
{
    auto* grid = new QGridLayout;
    grid->setSpacing(2);
    for (std::size_t i = 0; i < rope::n_hat_choices.size(); ++i) {
        const qint64 tokens = rope::n_hat_choices[i];
        auto* button = new PillButton(QString::number(tokens));
        button->setCompact(true);
        button->setCheckable(true);
        button->setAccessibleName(tr("n̂ %1").arg(tokens));
        m_nHat->addButton(button, int(tokens));
        grid->addWidget(button, int(i) / columns, int(i) % columns);
    }
    m_nHatNote->setFont(plainLettersFont(m_nHatNote->font()));
    grid->addWidget(m_nHatNote, 2, 0, 1, columns);
    connect(m_nHat, &QButtonGroup::idClicked, this,
        [this](int tokens) { m_document->setNHat(m_document->project().active_set, tokens); });
    QLabel* title = heading(tr("n̂  first tokens not rescaled"));
    title->setFont(plainLettersFont(title->font()));
    title->setToolTip(explained(Term::nHat));
    return section(title, grid);
}

QWidget* FactorPanel::makeAttention()
{
    m_attention->setRange(0.01, 10.0);
    m_attention->setDecimals(3);
    m_attention->setSingleStep(0.005);
    m_attention->setKeyboardTracking(false);
    asPlainNumber(m_attention, QStringLiteral("00.000"));
    m_attention->setAccessibleName(tr("Attention factor"));
    m_attentionSlider->setRange(int(0.5 / sliderStep), int(2.0 / sliderStep));
    m_attentionSlider->setSingleStep(5);
    m_attentionSlider->setPageStep(50);
    m_attentionSlider->setAccessibleName(tr("Attention factor"));

    auto* formulas = new QHBoxLayout;
    formulas->setSpacing(2);
    struct Formula
    {
        QString text, tip;
        double (*value)(const Document&);
    };
    const Formula offered[] = {
        { tr("1"), tr("Leave scores as they are"), [](const Document&) { return 1.0; } },
        { tr("LongRoPE"), tr("Formula √(1 + ln s/ln L)"),
            [](const Document& document) {
                return rope::longrope_attention_factor(document.geometry(), document.scale());
            } },
        { tr("YaRN"), tr("Formula 0.1·ln s + 1"),
            [](const Document& document) { return rope::yarn_attention_factor(document.scale()); } },
    };
    for (const Formula& formula : offered) {
        auto* button = new PillButton(formula.text);
        button->setCompact(true);
        button->setToolTip(formula.tip);
        button->setAccessibleName(tr("Attention factor %1: %2").arg(formula.text, formula.tip));
        connect(button, &PillButton::clicked, this,
            [this, value = formula.value] { setAttention(value(*m_document)); });
        formulas->addWidget(button);
    }
    auto* content = new QVBoxLayout;
    content->setSpacing(4);
    content->addWidget(m_attentionSlider);
    content->addLayout(formulas);

    connect(m_attention, &QDoubleSpinBox::valueChanged, this, &FactorPanel::setAttention);
    connect(m_attentionSlider, &QSlider::sliderPressed, this, [this] {
        m_gesture = m_document->beginGesture();
        Q_EMIT editing(true);
    });
    connect(m_attentionSlider, &QSlider::sliderReleased, this, [this] {
        m_gesture = 0;
        Q_EMIT editing(false);
    });
    connect(m_attentionSlider, &QSlider::valueChanged, this,
        [this](int steps) { setAttention(steps / std::round(1 / sliderStep)); });
    QLabel* title = heading(tr("Attention factor"));
    title->setToolTip(explained(Term::attentionFactor));
    for (QWidget* part : { static_cast<QWidget*>(m_attention), static_cast<QWidget*>(m_attentionSlider) })
        part->setToolTip(title->toolTip());
    return section(title, content, m_attention);
}

QWidget* FactorPanel::makeTarget()
{
    m_target->setRange(1, 1 << 24);
    m_target->setKeyboardTracking(false);
    asPlainNumber(m_target, QStringLiteral("00000000"));
    m_target->setAccessibleName(tr("Target length in tokens"));
    auto* multiples = new QHBoxLayout;
    multiples->setSpacing(2);
    for (int factor : { 2, 4, 8, 16, 32 }) {
        auto* button = new PillButton(tr("%1×").arg(factor));
        button->setCompact(true);
        button->setCheckable(true);
        button->setAccessibleName(tr("Target %1 times the trained length").arg(factor));
        m_multiples->addButton(button, factor);
        multiples->addWidget(button);
    }
    connect(m_multiples, &QButtonGroup::idClicked, this,
        [this](int factor) { m_document->setTarget(m_document->geometry().original_length * factor); });
    connect(m_target, &QSpinBox::valueChanged, this, [this](int tokens) { m_document->setTarget(tokens); });
    auto* content = new QVBoxLayout;
    content->setSpacing(2);
    content->addLayout(multiples);
    content->addWidget(m_scale);
    QLabel* title = heading(tr("Target length"));
    title->setToolTip(explained(Term::target));
    m_target->setToolTip(title->toolTip());
    return section(title, content, m_target);
}

QWidget* FactorPanel::makePresets()
{
    auto* row = new QHBoxLayout;
    row->setSpacing(2);
    for (const rope::FactorSet& preset : m_document->baselines()) {
        auto* button = new PillButton(shownName(preset));
        button->setCompact(true);
        button->setAccessibleName(tr("Start from %1").arg(button->text()));
        button->setToolTip(explainedBaseline(QString::fromStdString(preset.id)));
        connect(button, &PillButton::clicked, this, [this, id = preset.id] {
            const std::vector<rope::FactorSet> presets = m_document->baselines();
            const auto chosen = std::find_if(
                presets.begin(), presets.end(), [&id](const rope::FactorSet& set) { return set.id == id; });
            startFrom(*chosen);
        });
        row->addWidget(button);
    }
    auto* file = new PillButton(tr("file…"));
    file->setCompact(true);
    file->setAccessibleName(tr("Start from a factor file"));
    connect(file, &PillButton::clicked, this, &FactorPanel::openFactorFileRequested);
    row->addWidget(file);
    return section(heading(tr("Start from")), row);
}

void FactorPanel::startFrom(const rope::FactorSet& preset)
{
    if (m_document->activeSet()) {
        m_document->applyPreset(m_document->project().active_set, preset);
        return;
    }
    rope::FactorSet first = preset;
    first.id.clear();
    rope::name_by_default(first, words("mine"));
    m_document->addSet(std::move(first));
}

void FactorPanel::setAttention(double factor)
{
    m_document->setAttentionFactor(m_document->project().active_set, factor, m_gesture);
}

/// What n̂ does to neighbours on either side of it: a warning where it reaches a good part of L.
void FactorPanel::showNHatNote(const rope::FactorSet* set, bool listed)
{
    const rope::Geometry& geometry = m_document->geometry();
    const bool fits = set && set->lambda.size() == std::size_t(geometry.pairs()) && !set->lambda.empty();
    QStringList lines;
    if (set && !listed)
        lines << tr("now %1, not one of the paper's values").arg(set->n_hat);
    const Words warning = fits ? rope::n_hat_warning(*set, geometry) : Words();
    if (fits && set->n_hat > 0) {
        int widest = 0;
        for (int pair = 1; pair < geometry.pairs(); ++pair)
            if (rope::distance_across_n_hat(*set, pair) < rope::distance_across_n_hat(*set, widest))
                widest = pair;
        const double across = rope::distance_across_n_hat(*set, widest);
        if (across < 0)
            lines << (warning.empty() ? QString() : QStringLiteral("⚠ "))
                    + tr("across n̂: %1 tokens, pair %2", "how neighbours on either side of it are turned")
                          .arg(numberText(across, 0.1))
                          .arg(widest);
    }
    m_nHatNote->setVisible(!lines.isEmpty());
    m_nHatNote->setText(lines.join(u'\n'));
    m_nHatNote->setToolTip(warning.empty() ? explained(Term::acrossNHat) : inLines(translated(warning)));
    m_nHatNote->setForegroundRole(warning.empty() ? QPalette::PlaceholderText : QPalette::BrightText);
}

void FactorPanel::refresh()
{
    const rope::FactorSet* set = m_document->activeSet();
    const std::int64_t target = m_document->project().target_length;
    for (QWidget* control : { static_cast<QWidget*>(m_attention), static_cast<QWidget*>(m_attentionSlider),
             static_cast<QWidget*>(m_export) })
        control->setEnabled(set);

    const QList<QAbstractButton*> choices = m_nHat->buttons();
    for (QAbstractButton* choice : choices)
        choice->setEnabled(set);
    const bool listed = checkOnly(m_nHat, set ? set->n_hat : -1);
    showNHatNote(set, listed);

    const QSignalBlocker quietAttention(m_attention), quietSlider(m_attentionSlider), quietTarget(m_target);
    const double factor = set ? set->attention_factor : 1.0;
    m_attention->setValue(factor);
    m_attentionSlider->setValue(int(std::lround(factor / sliderStep)));
    m_target->setSingleStep(int(std::min<std::int64_t>(m_document->geometry().original_length, 1 << 20)));
    m_target->setValue(int(std::min<std::int64_t>(target, m_target->maximum())));
    const double multiple = double(target) / double(m_document->geometry().original_length);
    const bool whole = multiple == std::floor(multiple) && multiple <= 32;
    m_scale->setVisible(!checkOnly(m_multiples, whole ? int(multiple) : -1));
    m_scale->setText(tr("%1× the trained length").arg(shortText(multiple, 3)));
}

} // namespace ropewalk::views
