// SPDX-License-Identifier: GPL-3.0-only
#include "views/factors/tools/rescale_bar.h"

#include "views/document/document.h"
#include "views/factors/tools/curve_editing.h"
#include "views/plots/panel.h"
#include "views/plots/pill_button.h"

#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLabel>
#include <algorithm>

namespace ropewalk::views {

namespace {

constexpr double largestScale = 4096;

QLabel* word(const QString& text)
{
    QLabel* label = Panel::note(text);
    label->setWordWrap(false);
    return label;
}

} // namespace

RescaleBar::RescaleBar(CurveEditing* editing, QWidget* parent)
    : QWidget(parent)
    , m_editing(editing)
    , m_from(new QDoubleSpinBox)
    , m_to(new QDoubleSpinBox)
    , m_apply(new PillButton(tr("Rescale")))
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    for (QDoubleSpinBox* box : { m_from, m_to }) {
        box->setRange(1, largestScale);
        box->setDecimals(2);
    }
    m_from->setAccessibleName(tr("The s that the curve is made for"));
    m_to->setAccessibleName(tr("The s to rescale to"));
    m_apply->setCompact(true);
    row->addWidget(word(tr("from s")));
    row->addWidget(m_from);
    row->addWidget(word(tr("to s")));
    row->addWidget(m_to);
    row->addWidget(m_apply);
    row->addWidget(word(tr("PI and NTK stay what they are")));
    row->addStretch(1);
    connect(m_apply, &PillButton::clicked, this, &RescaleBar::apply);
}

void RescaleBar::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    const rope::FactorSet* set = m_editing->set();
    if (!set)
        return;
    // The slowest pair carries s in every method of the paper.
    m_from->setValue(set->lambda.back());
    m_to->setValue(m_editing->document()->scale());
}

void RescaleBar::apply()
{
    if (m_from->value() <= 1) {
        m_editing->tell(tr("A curve for s = 1 is plain RoPE: there is nothing to rescale."), true);
        return;
    }
    m_editing->rescale(m_from->value(), m_to->value());
    m_from->setValue(m_to->value());
}

} // namespace ropewalk::views
