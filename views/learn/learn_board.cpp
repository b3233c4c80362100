// SPDX-License-Identifier: GPL-3.0-only
#include "views/learn/learn_board.h"

#include "views/document/document.h"
#include "views/language/set_texts.h"
#include "views/learn/decay_plot.h"
#include "views/learn/phasor_panel.h"
#include "views/learn/phasor_view.h"
#include "views/learn/unseen_map.h"
#include "views/learn/wavelength_plot.h"
#include "views/plots/panel.h"
#include "views/plots/pill_button.h"

#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QSignalBlocker>

namespace ropewalk::views {

namespace {

constexpr int gap = 7;
const QString active = QStringLiteral("active");

PillButton* togglePill(const QString& text, const QString& tip)
{
    auto* pill = new PillButton(text);
    pill->setCompact(true);
    pill->setCheckable(true);
    pill->setToolTip(tip);
    pill->setAccessibleDescription(tip);
    pill->setFocusPolicy(Qt::TabFocus);
    return pill;
}

Panel* panelOf(LearnView* view)
{
    auto* panel = new Panel(view->accessibleName());
    panel->body()->addWidget(view, 1);
    return panel;
}

} // namespace

LearnBoard::LearnBoard(Document* document, QWidget* parent)
    : QWidget(parent)
    , m_document(document)
    , m_first(new QComboBox)
    , m_second(new QComboBox)
    , m_phasor(new PhasorPanel)
    , m_wavelengths(new WavelengthPlot)
    , m_decay(new DecayPlot)
    , m_unseen(new UnseenMap)
{
    m_panels = { m_phasor, panelOf(m_wavelengths), panelOf(m_decay), panelOf(m_unseen) };
    PillButton* log = togglePill(tr("log"), tr("Distances on a logarithmic axis (L)."));
    log->setChecked(m_decay->isLog());
    m_panels[std::size_t(LearnPart::decay)]->header()->addWidget(log);
    connect(log, &PillButton::toggled, m_decay, &DecayPlot::setLog);
    connect(m_decay, &DecayPlot::logChanged, log, &PillButton::setChecked);
    PillButton* arcs = togglePill(tr("modulo a turn"),
        tr("Count an angle as unseen only where, modulo a full turn, it lies in the arc that was never visited (U)."));
    m_panels[std::size_t(LearnPart::unseen)]->header()->addWidget(arcs);
    connect(arcs, &PillButton::toggled, m_unseen, [this](bool on) {
        m_unseen->setRule(on ? rope::Unseen::unvisited_arc : rope::Unseen::beyond_largest);
    });
    connect(m_unseen, &UnseenMap::ruleChanged, arcs,
        [arcs](rope::Unseen rule) { arcs->setChecked(rule == rope::Unseen::unvisited_arc); });

    connect(phasor(), &PhasorView::positionChanged, m_unseen, &UnseenMap::setMarkedPosition);
    connect(m_unseen, &UnseenMap::positionChosen, phasor(), &PhasorView::setPosition);

    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(gap);
    grid->addWidget(chooser(), 0, 0, 1, 2);
    grid->addWidget(m_phasor, 1, 0);
    grid->addWidget(m_panels[std::size_t(LearnPart::wavelengths)], 1, 1);
    grid->addWidget(m_panels[std::size_t(LearnPart::unseen)], 2, 0);
    grid->addWidget(m_panels[std::size_t(LearnPart::decay)], 2, 1);
    for (int i = 0; i < 2; ++i) {
        grid->setColumnStretch(i, 1);
        grid->setRowStretch(i + 1, 1);
    }

    for (LearnView* view : views())
        connect(view, &LearnView::pairSelected, this, [this](int pair) {
            setSelectedPair(pair);
            Q_EMIT pairSelected(pair);
        });
    for (QComboBox* box : { m_first, m_second })
        connect(box, &QComboBox::currentIndexChanged, this, &LearnBoard::takeSets);
    connect(document, &Document::projectReset, this, &LearnBoard::fillChoices);
    connect(document, &Document::modelChanged, this, &LearnBoard::fillChoices);
    connect(document, &Document::targetChanged, this, &LearnBoard::fillChoices);
    connect(document, &Document::setsChanged, this, &LearnBoard::fillChoices);
    connect(document, &Document::activeSetChanged, this, &LearnBoard::fillChoices);
    connect(document, &Document::setEdited, this, &LearnBoard::takeSets);
    fillChoices();
}

PhasorView* LearnBoard::phasor()
{
    return m_phasor->view();
}

std::array<LearnView*, 4> LearnBoard::views()
{
    return { m_phasor->view(), m_wavelengths, m_decay, m_unseen };
}

QWidget* LearnBoard::chooser()
{
    auto* bar = new QWidget;
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(2, 0, 2, 0);
    auto* show = new QLabel(tr("&Show"));
    show->setBuddy(m_first);
    auto* beside = new QLabel(tr("&beside"));
    beside->setBuddy(m_second);
    m_first->setAccessibleName(tr("Set shown"));
    m_first->setToolTip(tr("The factor set that all four views show, solid."));
    m_second->setAccessibleName(tr("Set beside it"));
    m_second->setToolTip(tr("A second factor set to compare with, dashed."));
    for (QComboBox* box : { m_first, m_second }) { // a long name is elided, and no board made wider
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        box->setMinimumContentsLength(12);
    }
    row->addWidget(show);
    row->addWidget(m_first);
    row->addWidget(beside);
    row->addWidget(m_second);
    row->addStretch(1);
    return bar;
}

void LearnBoard::fillChoices()
{
    const bool usable = rope::validate(m_document->geometry()) && m_document->project().target_length > 0;
    m_baselines = usable ? m_document->baselines() : std::vector<rope::FactorSet>();
    for (QComboBox* box : { m_first, m_second }) {
        const QSignalBlocker quiet(box);
        const QVariant before = box->currentData();
        box->clear();
        if (box == m_second)
            box->addItem(tr("nothing"), QString());
        if (const rope::FactorSet* set = m_document->activeSet())
            box->addItem(tr("A · %1").arg(shownName(*set)), active);
        for (const rope::FactorSet& set : m_baselines)
            box->addItem(set.id == "none" ? tr("plain RoPE") : shownName(set),
                QString::fromStdString(set.id));
        for (const rope::FactorSet& set : m_document->project().sets)
            if (set.id != m_document->project().active_set)
                box->addItem(shownName(set), QString::fromStdString(set.id));
        box->setCurrentIndex(std::max(0, box->findData(before)));
    }
    takeSets();
}

const rope::FactorSet* LearnBoard::chosen(const QComboBox* box) const
{
    const QString id = box->currentData().toString();
    if (id == active)
        return m_document->activeSet();
    for (const rope::FactorSet& set : m_baselines)
        if (QString::fromStdString(set.id) == id)
            return &set;
    return id.isEmpty() ? nullptr : m_document->set(id.toStdString());
}

void LearnBoard::takeSets()
{
    ComparedSets sets;
    sets.geometry = m_document->geometry();
    sets.trained = m_document->trained();
    const auto fits = [&](const rope::FactorSet* set) {
        return set && set->lambda.size() == std::size_t(sets.geometry.pairs());
    };
    const rope::FactorSet* first = chosen(m_first);
    const rope::FactorSet* second = chosen(m_second);
    if (!m_baselines.empty() && fits(first)) {
        sets.target = m_document->project().target_length;
        sets.first = *first;
        if (fits(second) && second->id != first->id)
            sets.second = *second;
    }
    for (LearnView* view : views())
        view->setSets(sets);
    m_phasor->refreshRange();
}

void LearnBoard::setSelectedPair(int pair)
{
    for (LearnView* view : views())
        view->setSelectedPair(pair);
}

void LearnBoard::show(const Lesson& lesson)
{
    {
        const QSignalBlocker first(m_first);
        const QSignalBlocker second(m_second);
        m_first->setCurrentIndex(std::max(0, m_first->findData(lesson.first)));
        m_second->setCurrentIndex(std::max(0, m_second->findData(lesson.second)));
    }
    takeSets();
    phasor()->setPlaying(false);
    phasor()->setPosition(lesson.position);
    phasor()->setOtherPosition(lesson.other);
    m_phasor->refreshRange();
    if (lesson.pair) {
        setSelectedPair(*lesson.pair);
        Q_EMIT pairSelected(*lesson.pair);
    }
    for (std::size_t part = 0; part < m_panels.size(); ++part)
        m_panels[part]->setHint(part == std::size_t(lesson.part) ? tr("look here first") : QString());
}

} // namespace ropewalk::views
