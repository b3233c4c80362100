// SPDX-License-Identifier: GPL-3.0-only
#include "views/factors/lambda_editor.h"

#include "views/factors/lambda_canvas.h"
#include "views/plots/theme.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSpinBox>
#include <QVBoxLayout>

namespace ropewalk::views {

LambdaEditor::LambdaEditor(Document* document, QWidget* parent)
    : Panel(tr("λ curve"), parent)
    , m_canvas(new LambdaCanvas(document))
    , m_brush(new QSpinBox)
    , m_monotone(new QCheckBox(tr("keep monotone")))
    , m_log(new QCheckBox(tr("log λ")))
{
    const QFont small = scaledFont(font(), 0.9);
    m_brush->setRange(1, 31);
    m_brush->setSingleStep(2);
    m_brush->setValue(m_canvas->brushWidth());
    m_brush->setAccessibleName(tr("Brush width in pairs"));
    m_brush->setToolTip(tr("How far a painted stroke blends into the curve beside it, in pairs ([ and ])"));
    m_monotone->setChecked(true);
    m_monotone->setToolTip(tr("λ never falls from one pair to the next: neighbours are pushed along"));
    m_log->setChecked(true);
    auto* brushLabel = note(tr("brush"));
    brushLabel->setWordWrap(false);
    brushLabel->setBuddy(m_brush);
    for (QWidget* control :
        { static_cast<QWidget*>(m_brush), static_cast<QWidget*>(m_monotone), static_cast<QWidget*>(m_log) })
        control->setFont(small);
    header()->addWidget(brushLabel);
    header()->addWidget(m_brush);
    header()->addWidget(m_monotone);
    header()->addWidget(m_log);
    body()->addWidget(m_canvas, 1);
    setFocusProxy(m_canvas);

    connect(m_brush, &QSpinBox::valueChanged, m_canvas, &LambdaCanvas::setBrushWidth);
    connect(m_canvas, &LambdaCanvas::brushWidthChanged, m_brush, &QSpinBox::setValue);
    connect(m_monotone, &QCheckBox::toggled, m_canvas, &LambdaCanvas::setMonotone);
    connect(m_log, &QCheckBox::toggled, m_canvas, &LambdaCanvas::setLogScale);
    connect(m_canvas, &LambdaCanvas::pairSelected, this, &LambdaEditor::pairSelected);
    connect(m_canvas, &LambdaCanvas::editing, this, &LambdaEditor::editing);
}

void LambdaEditor::setOverlay(std::optional<rope::FactorSet> overlay)
{
    m_canvas->setOverlay(std::move(overlay));
}

void LambdaEditor::setBrushWidth(int pairs)
{
    m_canvas->setBrushWidth(pairs);
}

void LambdaEditor::setMonotone(bool monotone)
{
    m_monotone->setChecked(monotone);
}

void LambdaEditor::setLogScale(bool log)
{
    m_log->setChecked(log);
}

void LambdaEditor::setBoundFactor(double factor)
{
    m_canvas->setBoundFactor(factor);
}

void LambdaEditor::selectPair(int pair)
{
    m_canvas->selectPair(pair);
}

} // namespace ropewalk::views
