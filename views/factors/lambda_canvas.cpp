// SPDX-License-Identifier: GPL-3.0-only
#include "views/factors/lambda_canvas.h"

#include "views/document/document.h"
#include "views/factors/curve_numbers.h"
#include "views/factors/curve_paint.h"
#include "views/factors/curve_tips.h"
#include "views/factors/ghost_curves.h"
#include "views/factors/table/curve_accessible.h"
#include "views/factors/tools/curve_drag.h"
#include "views/language/set_texts.h"
#include "views/plots/export/plot_menu.h"

#include "core/rope/coverage.h"

#include <QAccessible>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>

namespace ropewalk::views {

LambdaCanvas::LambdaCanvas(CurveEditing* editing, QWidget* parent)
    : QWidget(parent)
    , m_editing(editing)
    , m_document(editing->document())
    , m_ghosts({ QStringLiteral("pi"), QStringLiteral("ntk"), QStringLiteral("yarn") })
{
    makeCurvesAccessible(); // before anything asks for this one's interface
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setAccessibleName(tr("λ curve"));
    setCursor(Qt::CrossCursor);
    offerExport(this, this);

    connect(m_document, &Document::projectReset, this, &LambdaCanvas::refreshCurves);
    connect(m_document, &Document::modelChanged, this, &LambdaCanvas::refreshCurves);
    connect(m_document, &Document::targetChanged, this, &LambdaCanvas::refreshCurves);
    connect(m_document, &Document::setsChanged, this, &LambdaCanvas::refreshCurves);
    connect(m_document, &Document::setEdited, this, [this](const QString& id) {
        if (m_ghosts.contains(id))
            refreshCurves();
        else
            refreshActive();
    });
    connect(m_document, &Document::activeSetChanged, this, [this] {
        endDrag(true);
        refreshCurves();
    });
    connect(editing, &CurveEditing::selectionChanged, this, &LambdaCanvas::refreshSelection);
    connect(editing, &CurveEditing::settingsChanged, this, &LambdaCanvas::refreshCurves);
    connect(editing, &CurveEditing::toolChanged, this, [this] {
        endDrag(true);
        refreshActive();
    });
    refreshCurves();
}

LambdaCanvas::~LambdaCanvas() = default;

void LambdaCanvas::refreshCurves()
{
    m_scene.geometry = m_document->geometry();
    m_scene.target = m_document->project().target_length;
    m_scene.scale = m_document->scale();
    m_scene.bound = m_editing->bound();
    const bool asTrained = m_scene.bound > m_editing->boundFactor() * m_scene.scale;
    m_scene.boundLabel = asTrained
        ? tr("bound %1: the largest λ it was trained with").arg(shortText(m_scene.bound))
        : tr("bound %1 = %2 s").arg(shortText(m_scene.bound), shortText(m_editing->boundFactor()));
    m_scene.ghosts = ghostCurves(*m_document, m_ghosts);
    refreshActive();
}

void LambdaCanvas::refreshActive()
{
    const rope::FactorSet* active = m_document->activeSet();
    m_scene.active.reset();
    m_scene.locked.clear();
    m_scene.coverage.clear();
    m_scene.message.clear();
    m_scene.form = {};
    if (const rope::FactorSet* set = m_editing->set()) {
        m_scene.active = Curve{ QString::fromStdString(set->id),
            tr("A · %1").arg(shownName(*set)), set->lambda };
        m_scene.locked = set->locked_pairs;
        m_scene.coverage = rope::coverage(m_scene.geometry, m_document->trained(), *set, m_scene.target);
        m_scene.form = m_drag && m_drag->form() ? *m_drag->form() : m_editing->form();
    } else if (active) {
        m_scene.message = tr("“%1” has %2 factors and this model turns %3 pairs.")
                              .arg(shownName(*active))
                              .arg(active->lambda.size())
                              .arg(m_editing->pairs());
    } else {
        m_scene.message = tr("No factor set yet. Start from PI, NTK or YaRN, or open a factor file.");
    }
    refreshSelection();
}

void LambdaCanvas::refreshSelection()
{
    m_scene.selected = m_editing->caret();
    m_scene.selection = m_editing->selection();
    m_scene.boxed = m_editing->tool() == Tool::select;
    describe();
    update();
}

void LambdaCanvas::setOverlay(std::optional<rope::FactorSet> overlay, const QString& letter)
{
    m_scene.overlay.reset();
    if (overlay && int(overlay->lambda.size()) == m_document->geometry().pairs())
        m_scene.overlay = Curve{ QString::fromStdString(overlay->id),
            letter.isEmpty() ? shownName(*overlay) : tr("%1 · %2").arg(letter, shownName(*overlay)),
            std::move(overlay->lambda) };
    update();
}

void LambdaCanvas::setValueAxis(ValueAxis axis)
{
    m_scene.valueAxis = axis;
    update();
    Q_EMIT axesChanged();
}

void LambdaCanvas::setPairAxis(PairAxis axis)
{
    m_scene.pairAxis = axis;
    update();
    Q_EMIT axesChanged();
}

void LambdaCanvas::setGhosts(const QStringList& ids)
{
    m_ghosts = ids;
    refreshCurves();
}

QPointF LambdaCanvas::pointOf(int pair) const
{
    if (!m_scene.active || pair < 0 || pair >= int(m_scene.active->lambda.size()))
        return {};
    return curveLayout().point(pair, m_scene.active->lambda[std::size_t(pair)]);
}

CurveLayout LambdaCanvas::curveLayout() const
{
    return CurveLayout(m_scene, size(), scaledFont(font(), 0.9));
}

bool LambdaCanvas::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    QToolTip::showText(help->globalPos(), tipAt(m_scene, curveLayout(), help->pos()), this);
    return true;
}

void LambdaCanvas::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    CurveScene scene = m_scene;
    scene.focused = hasFocus();
    paintCurveScene(painter, scene, curveLayout(), themeFor(palette()), m_labels);
}

void LambdaCanvas::renderPlot(QPainter& painter, const QSize& size, const QPalette& palette) const
{
    CurveScene scene = m_scene;
    scene.hovered = -1;
    scene.brush.reset();
    scene.before.clear();
    LabelPlacer labels;
    painter.setFont(font());
    paintCurveScene(painter, scene, CurveLayout(scene, size, scaledFont(font(), 0.9)), themeFor(palette), labels);
}

PlotNumbers LambdaCanvas::numbers() const
{
    return curveNumbers(m_scene);
}

void LambdaCanvas::mousePressEvent(QMouseEvent* event)
{
    const CurveLayout layout = curveLayout();
    const QPointF position = event->position();
    const bool inside = layout.plot.adjusted(-8, -8, 8, 8).contains(position);
    if (event->button() != Qt::LeftButton || !m_scene.active || !inside)
        return QWidget::mousePressEvent(event);
    const int pair = layout.nearestPair(position.x());
    if (event->modifiers().testFlag(Qt::ControlModifier))
        return m_editing->toggleLock({ pair, pair });
    if (event->modifiers().testFlag(Qt::ShiftModifier))
        return m_editing->select(pair, true);
    m_drag = beginDrag(position, m_scene, layout, m_editing->tool(), m_editing->brush(), m_editing->rules());
    m_gesture = m_document->beginGesture();
    m_dragSet = m_editing->set()->id;
    m_scene.hovered = -1;
    m_scene.before = m_drag->before();
    Q_EMIT editing(true);
    dragTo(position);
}

void LambdaCanvas::dragTo(const QPointF& position)
{
    m_drag->moveTo(position, curveLayout());
    m_scene.brush.reset();
    const PairRange chosen = m_drag->selection();
    if (chosen.isEmpty())
        m_editing->select(-1);
    else
        m_editing->selectRange(chosen.first, chosen.last);
    m_document->setLambda(m_dragSet, m_drag->curve(), m_gesture, m_drag->text());
    refreshActive();
}

void LambdaCanvas::mouseMoveEvent(QMouseEvent* event)
{
    if (m_drag)
        dragTo(event->position());
    else
        showPointer(event->position());
}

void LambdaCanvas::showPointer(const QPointF& position)
{
    const CurveLayout layout = curveLayout();
    const bool onHandle = handleAt(position, m_scene, layout).has_value();
    const QRectF box = selectionBox(m_scene, layout);
    const bool onBox = box.contains(position) || scaleHandle(box).contains(position);
    m_scene.hovered = m_editing->tool() == Tool::select ? -1 : pointAt(position, m_scene, layout);
    m_scene.brush.reset();
    const bool paints = m_editing->tool() == Tool::draw && m_scene.hovered < 0;
    if (paints && m_scene.active && layout.plot.contains(position)) {
        const int reach = (m_editing->brush().width - 1) / 2;
        m_scene.brush = QRectF(layout.nearestPair(position.x()) - reach, position.y(), 2 * reach, 0);
    }
    setCursor(onHandle                      ? Qt::SizeAllCursor
            : m_scene.hovered >= 0 || onBox ? Qt::SizeVerCursor
                                            : Qt::CrossCursor);
    update();
}

void LambdaCanvas::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton)
        endDrag(true);
    else
        QWidget::mouseReleaseEvent(event);
}

void LambdaCanvas::endDrag(bool keep)
{
    if (!m_drag)
        return;
    if (!keep)
        m_document->setLambda(m_dragSet, m_drag->before(), m_gesture, m_drag->text());
    m_drag.reset();
    m_gesture = 0;
    m_scene.before.clear();
    refreshActive();
    Q_EMIT editing(false);
}

void LambdaCanvas::leaveEvent(QEvent* event)
{
    QWidget::leaveEvent(event);
    m_scene.hovered = -1;
    m_scene.brush.reset();
    update();
}

void LambdaCanvas::keyPressEvent(QKeyEvent* event)
{
    const double step = event->modifiers().testFlag(Qt::ShiftModifier) ? 0.1 : 0.01;
    const bool arrow = event->key() >= Qt::Key_Left && event->key() <= Qt::Key_Down;
    if (arrow && !m_drag && !m_scene.form.handles().empty())
        return moveHandle(*event, step);
    if (selectByKey(*event))
        return;
    switch (event->key()) {
    case Qt::Key_Up:
    case Qt::Key_Down:
        return moveByKey(*event, event->key() == Qt::Key_Up ? step : -step);
    case Qt::Key_BracketLeft:
        return m_editing->setBrushWidth(m_editing->brush().width - 2);
    case Qt::Key_BracketRight:
        return m_editing->setBrushWidth(m_editing->brush().width + 2);
    case Qt::Key_Comma:
        return m_editing->setBrushSoftness(m_editing->brush().softness - 0.1);
    case Qt::Key_Period:
        return m_editing->setBrushSoftness(m_editing->brush().softness + 0.1);
    case Qt::Key_Escape:
        if (m_drag)
            return endDrag(false);
        if (m_editing->caret() >= 0)
            return m_editing->select(-1);
        break;
    default:
        break;
    }
    QWidget::keyPressEvent(event);
}

bool LambdaCanvas::selectByKey(const QKeyEvent& event)
{
    const int last = m_editing->pairs() - 1, caret = m_editing->caret();
    const bool extend = event.modifiers().testFlag(Qt::ShiftModifier);
    switch (event.key()) {
    case Qt::Key_Left:
        m_editing->select(caret < 0 ? last : std::max(0, caret - 1), extend);
        return true;
    case Qt::Key_Right:
        m_editing->select(std::min(last, caret + 1), extend);
        return true;
    case Qt::Key_Home:
        m_editing->select(0, extend);
        return true;
    case Qt::Key_End:
        m_editing->select(last, extend);
        return true;
    default:
        return false;
    }
}

void LambdaCanvas::moveByKey(const QKeyEvent& event, double step)
{
    if (m_drag)
        return;
    if (m_editing->caret() < 0)
        m_editing->select(0);
    if (!event.isAutoRepeat() || m_gesture == 0)
        m_gesture = m_document->beginGesture();
    if (event.modifiers().testFlag(Qt::ControlModifier))
        m_editing->scale(1 + step, m_gesture);
    else
        m_editing->shift(step, m_gesture);
}

void LambdaCanvas::moveHandle(const QKeyEvent& event, double step)
{
    const auto handles = m_scene.form.handles();
    const bool vertical = event.key() == Qt::Key_Up || event.key() == Qt::Key_Down;
    const bool shifted = event.modifiers().testFlag(Qt::ShiftModifier);
    const std::size_t handle = vertical || shifted ? handles.size() - 1 : 0;
    auto [pair, lambda] = handles[handle];
    pair += event.key() == Qt::Key_Left ? -1 : event.key() == Qt::Key_Right ? 1 : 0;
    lambda += event.key() == Qt::Key_Up ? step : event.key() == Qt::Key_Down ? -step : 0;
    if (!event.isAutoRepeat() || m_gesture == 0)
        m_gesture = m_document->beginGesture();
    m_editing->applyForm(m_scene.form.moved(handle, pair, lambda, m_editing->pairs()), m_gesture);
}

void LambdaCanvas::focusInEvent(QFocusEvent* event)
{
    QWidget::focusInEvent(event);
    update();
}

void LambdaCanvas::focusOutEvent(QFocusEvent* event)
{
    QWidget::focusOutEvent(event);
    update();
}

void LambdaCanvas::describe()
{
    QString description = m_scene.message;
    const int pair = m_scene.selected;
    if (m_scene.active && m_scene.selection.count() > 1) {
        description = tr("pairs %1 to %2 selected").arg(m_scene.selection.first).arg(m_scene.selection.last);
    } else if (m_scene.active && pair >= 0 && pair < int(m_scene.active->lambda.size())) {
        const double lambda = m_scene.active->lambda[std::size_t(pair)];
        description = valueText(m_scene.geometry, pair, lambda) + QStringLiteral(", ")
            + wavelengthText(m_scene.geometry, pair, lambda);
    } else if (m_scene.active) {
        description = tr("%n pair(s), none selected", nullptr, int(m_scene.active->lambda.size()));
    }
    if (description == accessibleDescription())
        return;
    setAccessibleDescription(description);
    QAccessibleEvent changed(this, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&changed);
}

} // namespace ropewalk::views
