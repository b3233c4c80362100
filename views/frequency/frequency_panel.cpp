// SPDX-License-Identifier: GPL-3.0-only
#include "views/frequency/frequency_panel.h"

#include "views/document/document.h"
#include "views/frequency/colour_key.h"
#include "views/frequency/frequency_map.h"
#include "views/language/set_texts.h"
#include "views/plots/pill_button.h"

#include <QBoxLayout>
#include <QMenu>

namespace ropewalk::views {

namespace {

constexpr int mostRows = 6;

} // namespace

FrequencyPanel::FrequencyPanel(Document* document, QWidget* parent)
    : Panel(tr("Frequency map"), parent)
    , m_document(document)
    , m_map(new FrequencyMap(document))
    , m_rows(new QMenu(this))
{
    setHint(tr("exact mean per pixel"));
    auto* key = new ColourKey;
    header()->addWidget(key);
    header()->addBreak(4);
    const auto pill = [this](const QString& text, const QString& tip) {
        auto* button = new PillButton(text);
        button->setCompact(true);
        button->setToolTip(tip);
        button->setAccessibleDescription(tip);
        button->setFocusPolicy(Qt::TabFocus);
        header()->addWidget(button);
        return button;
    };
    PillButton* phase = pill(tr("phase"), tr("Show the direction of each hand instead of its cosine."));
    phase->setCheckable(true);
    connect(phase, &PillButton::toggled, m_map, &FrequencyMap::setPhase);
    connect(phase, &PillButton::toggled, key, &ColourKey::setPhase);
    PillButton* rows = pill(tr("rows"), tr("Choose the sets that the rows show."));
    connect(m_rows, &QMenu::aboutToShow, this, &FrequencyPanel::fillRowsMenu);
    connect(rows, &PillButton::clicked, this,
        [this, rows] { m_rows->popup(rows->mapToGlobal(QPoint(0, rows->height()))); });
    const auto add = [this](const QString& text, const QString& tip, void (FrequencyMap::*slot)()) {
        auto* button = new PillButton(text);
        button->setCompact(true);
        button->setToolTip(tip);
        button->setAccessibleName(tip);
        button->setFocusPolicy(Qt::TabFocus);
        connect(button, &PillButton::clicked, m_map, slot);
        header()->addWidget(button);
        return button;
    };
    PillButton* out = add(QStringLiteral("−"), tr("Zoom out (−)"), &FrequencyMap::zoomOut);
    PillButton* in
        = add(QStringLiteral("+"), tr("Zoom in (+, or the wheel)"), &FrequencyMap::zoomIn);
    PillButton* all = add(tr("all"), tr("Show every position (0, or a double click)"),
        &FrequencyMap::resetZoom);
    const auto enable = [this, out, in, all] {
        const bool whole = m_map->positions().isWhole();
        out->setEnabled(!whole);
        in->setEnabled(!m_map->positions().isClosest());
        all->setEnabled(!whole || !m_map->pairs().isWhole());
    };
    connect(m_map, &FrequencyMap::zoomChanged, this, enable);
    enable();
    body()->addWidget(m_map, 1);
}

void FrequencyPanel::fillRowsMenu()
{
    m_rows->clear();
    const auto add = [this](const QString& id, const QString& text) {
        QAction* action = m_rows->addAction(text);
        action->setData(id);
        action->setCheckable(true);
        const bool shown = m_map->shownSets().contains(id);
        action->setChecked(shown);
        action->setEnabled(shown ? m_map->shownSets().size() > 1 : m_map->shownSets().size() < mostRows);
        connect(action, &QAction::toggled, m_map, [this, id](bool on) {
            // The rows keep the order of the menu.
            QStringList ids;
            for (const QAction* one : m_rows->actions())
                if (one->data().toString() == id ? on : one->isChecked())
                    ids << one->data().toString();
            m_map->setShownSets(ids);
        });
    };
    for (const rope::FactorSet& set : m_document->baselines())
        add(QString::fromStdString(set.id),
            set.id == "none" ? tr("extrapolated") : shownName(set));
    for (const rope::FactorSet& set : m_document->project().sets)
        if (set.id != m_document->project().active_set)
            add(QString::fromStdString(set.id), shownName(set));
    if (const rope::FactorSet* active = m_document->activeSet())
        add(activeRow(), tr("A · %1").arg(shownName(*active)));
}

} // namespace ropewalk::views
