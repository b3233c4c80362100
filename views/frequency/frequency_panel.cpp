// SPDX-License-Identifier: GPL-3.0-only
#include "views/frequency/frequency_panel.h"

#include "views/frequency/colour_key.h"
#include "views/frequency/frequency_map.h"
#include "views/plots/pill_button.h"

#include <QBoxLayout>

namespace ropewalk::views {

FrequencyPanel::FrequencyPanel(Document* document, QWidget* parent)
    : Panel(QStringLiteral("Frequency map"), parent)
    , m_map(new FrequencyMap(document))
{
    setHint(QStringLiteral("exact mean per pixel"));
    header()->addWidget(new ColourKey);
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
    PillButton* out = add(QStringLiteral("−"), QStringLiteral("Zoom out (−)"), &FrequencyMap::zoomOut);
    PillButton* in
        = add(QStringLiteral("+"), QStringLiteral("Zoom in (+, or the wheel)"), &FrequencyMap::zoomIn);
    PillButton* all = add(QStringLiteral("all"), QStringLiteral("Show every position (0, or a double click)"),
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

} // namespace ropewalk::views
