// SPDX-License-Identifier: GPL-3.0-only
#include "views/factors/tools/tool_options.h"

#include "views/document/document.h"
#include "views/factors/tools/blend_bar.h"
#include "views/factors/tools/curve_editing.h"
#include "views/factors/tools/rescale_bar.h"
#include "views/plots/axis.h"
#include "views/plots/panel.h"
#include "views/plots/theme.h"

#include <QAccessible>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSlider>
#include <QSpinBox>
#include <QStackedLayout>
#include <cmath>

namespace ropewalk::views {

namespace {

QLabel* word(const QString& text)
{
    QLabel* label = Panel::note(text);
    label->setWordWrap(false);
    return label;
}

} // namespace

ToolOptions::ToolOptions(CurveEditing* editing, QWidget* parent)
    : QWidget(parent)
    , m_editing(editing)
    , m_stack(new QStackedLayout(this))
    , m_width(new QSpinBox)
    , m_softness(new QSpinBox)
    , m_brush(makeBrush())
    , m_note(word({}))
    , m_blend(new BlendBar(editing))
    , m_rescale(new RescaleBar(editing))
    , m_message(word({}))
{
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    for (QWidget* page : { m_brush, static_cast<QWidget*>(m_note), static_cast<QWidget*>(m_blend),
             static_cast<QWidget*>(m_rescale), static_cast<QWidget*>(m_message) })
        m_stack->addWidget(page);
    m_message->setAccessibleName(tr("What the editor says"));

    connect(m_width, &QSpinBox::valueChanged, editing, &CurveEditing::setBrushWidth);
    connect(m_softness, &QSpinBox::valueChanged, editing,
        [editing](int percent) { editing->setBrushSoftness(percent / 100.0); });
    connect(editing, &CurveEditing::toolChanged, this, &ToolOptions::refresh);
    connect(editing, &CurveEditing::settingsChanged, this, &ToolOptions::refresh);
    connect(editing, &CurveEditing::selectionChanged, this, &ToolOptions::refresh);
    for (auto changed : { &Document::projectReset, &Document::modelChanged, &Document::setsChanged })
        connect(editing->document(), changed, this, &ToolOptions::refresh);
    connect(editing->document(), &Document::setEdited, this, &ToolOptions::refresh);
    connect(editing, &CurveEditing::told, this, [this](const QString& message, bool warning) {
        m_message->setText(message);
        m_message->setForegroundRole(warning ? QPalette::BrightText : QPalette::PlaceholderText);
        m_message->setToolTip(message);
        if (!message.isEmpty()) {
            QAccessibleEvent said(m_message, QAccessible::Alert);
            QAccessible::updateAccessibility(&said);
        }
        refresh();
    });
    refresh();
}

QWidget* ToolOptions::makeBrush()
{
    auto* bar = new QWidget;
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(0, 0, 0, 0);
    m_width->setRange(1, 31);
    m_width->setSingleStep(2);
    m_width->setAccessibleName(tr("Brush width in pairs"));
    m_width->setToolTip(tr("How far a painted stroke blends into the curve beside it, in pairs ([ and ])"));
    m_softness->setRange(0, 100);
    m_softness->setSingleStep(10);
    m_softness->setSuffix(tr(" %"));
    m_softness->setAccessibleName(tr("Softness of the brush in percent"));
    m_softness->setToolTip(tr("How early the brush fades towards its rim (comma and full stop)"));
    for (QSpinBox* box : { m_width, m_softness })
        box->setFont(scaledFont(font(), 0.9));
    row->addWidget(word(tr("brush")));
    row->addWidget(m_width);
    row->addWidget(word(tr("pairs, softness")));
    row->addWidget(m_softness);
    row->addStretch(1);
    return bar;
}

void ToolOptions::focusFirst()
{
    switch (m_editing->tool()) {
    case Tool::draw:
        return m_width->setFocus();
    case Tool::blend:
        return m_blend->slider()->setFocus();
    case Tool::rescale:
        return m_rescale->from()->setFocus();
    default:
        return;
    }
}

QString ToolOptions::message() const
{
    return m_message->text();
}

QString ToolOptions::selectionText() const
{
    const PairRange chosen = m_editing->selection();
    if (chosen.count() < 2)
        return tr("drag over pairs, or Shift and the arrow keys");
    return tr("pairs %1 to %2: drag the box or ↑ ↓ to shift, its handle or Ctrl+↑ ↓ to scale")
        .arg(chosen.first)
        .arg(chosen.last);
}

QString ToolOptions::formText() const
{
    const SegmentForm form = m_editing->form();
    if (form.tool == Tool::longRope2)
        return tr("NTK below pair %1, free above · ← → move it, ↑ ↓ its λ").arg(form.pivot);
    return tr("1 up to pair %1, %2 from pair %3 · ← → and Shift+← → move them, ↑ ↓ s")
        .arg(form.boundaries.low)
        .arg(shortText(form.boundaries.scale))
        .arg(form.boundaries.high);
}

void ToolOptions::refresh()
{
    const QSignalBlocker quietWidth(m_width), quietSoftness(m_softness);
    m_width->setValue(m_editing->brush().width);
    m_softness->setValue(int(std::lround(100 * m_editing->brush().softness)));
    QWidget* page = m_note;
    switch (m_editing->tool()) {
    case Tool::draw:
        page = m_brush;
        break;
    case Tool::select:
        m_note->setText(selectionText());
        break;
    case Tool::twoBoundaries:
    case Tool::longRope2:
        m_note->setText(formText());
        break;
    case Tool::blend:
        page = m_blend;
        break;
    case Tool::rescale:
        page = m_rescale;
        break;
    }
    m_stack->setCurrentWidget(m_message->text().isEmpty() ? page : m_message);
}

} // namespace ropewalk::views
