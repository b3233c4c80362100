// SPDX-License-Identifier: GPL-3.0-only
#include "views/factors/lambda_canvas.h"

#include "views/document/document.h"

#include "core/rope/methods.h"

#include <QAccessible>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <algorithm>
#include <cmath>

namespace ropewalk::views {

namespace {

constexpr double grabRadius = 9; // pixels around a point in which it is grabbed
constexpr int widestBrush = 31;

} // namespace

LambdaCanvas::LambdaCanvas(Document* document, QWidget* parent)
    : QWidget(parent)
    , m_document(document)
{
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setAccessibleName(tr("λ curve"));
    setCursor(Qt::CrossCursor);

    connect(document, &Document::projectReset, this, &LambdaCanvas::refreshCurves);
    connect(document, &Document::modelChanged, this, &LambdaCanvas::refreshCurves);
    connect(document, &Document::targetChanged, this, &LambdaCanvas::refreshCurves);
    connect(document, &Document::setsChanged, this, &LambdaCanvas::refreshActive);
    connect(document, &Document::setEdited, this, &LambdaCanvas::refreshActive);
    connect(document, &Document::activeSetChanged, this, [this] {
        endDrag(true);
        refreshActive();
    });
    refreshCurves();
}

const rope::FactorSet* LambdaCanvas::editable() const
{
    const rope::FactorSet* set = m_document->activeSet();
    return set && int(set->lambda.size()) == m_document->geometry().pairs() ? set : nullptr;
}

EditRules LambdaCanvas::rules() const
{
    EditRules rules;
    rules.high = m_scene.bound;
    rules.monotone = m_monotone;
    return rules;
}

void LambdaCanvas::refreshCurves()
{
    m_scene.geometry = m_document->geometry();
    m_scene.scale = m_document->scale();
    m_scene.bound = std::max(1.0, m_boundFactor * m_scene.scale);
    m_scene.boundLabel = tr("bound %1 = %2 s").arg(shortText(m_scene.bound), shortText(m_boundFactor));
    m_scene.ghosts.clear();
    for (const rope::FactorSet& baseline : m_document->baselines())
        if (baseline.id != "none")
            m_scene.ghosts.push_back({ QString::fromStdString(baseline.id),
                QString::fromStdString(baseline.name), baseline.lambda });
    refreshActive();
}

void LambdaCanvas::refreshActive()
{
    const rope::FactorSet* active = m_document->activeSet();
    const int pairs = m_document->geometry().pairs();
    m_scene.active.reset();
    m_scene.message.clear();
    if (const rope::FactorSet* set = editable())
        m_scene.active = Curve{ QString::fromStdString(set->id),
            tr("A · %1").arg(QString::fromStdString(set->name)), set->lambda };
    else if (active)
        m_scene.message = tr("“%1” has %2 factors and this model turns %3 pairs.")
                              .arg(QString::fromStdString(active->name))
                              .arg(active->lambda.size())
                              .arg(pairs);
    else
        m_scene.message = tr("No factor set yet. Start from PI, NTK or YaRN, or open a factor file.");
    if (m_scene.selected >= pairs)
        selectPair(pairs - 1);
    describe();
    update();
}

void LambdaCanvas::setOverlay(std::optional<rope::FactorSet> overlay)
{
    m_scene.overlay.reset();
    if (overlay && int(overlay->lambda.size()) == m_document->geometry().pairs())
        m_scene.overlay = Curve{ QString::fromStdString(overlay->id),
            tr("B · %1").arg(QString::fromStdString(overlay->name)), std::move(overlay->lambda) };
    update();
}

void LambdaCanvas::setBrushWidth(int pairs)
{
    const int width = std::clamp(pairs, 1, widestBrush);
    if (width == m_brushWidth)
        return;
    m_brushWidth = width;
    Q_EMIT brushWidthChanged(width);
    update();
}

void LambdaCanvas::setMonotone(bool monotone)
{
    m_monotone = monotone;
}

void LambdaCanvas::setLogScale(bool log)
{
    m_scene.lambdaScale = log ? Scale::log : Scale::linear;
    update();
}

void LambdaCanvas::setBoundFactor(double factor)
{
    m_boundFactor = std::max(1.0, factor);
    refreshCurves();
}

void LambdaCanvas::selectPair(int pair)
{
    const int chosen = std::clamp(pair, -1, m_document->geometry().pairs() - 1);
    if (chosen == m_scene.selected)
        return;
    m_scene.selected = chosen;
    describe();
    update();
    Q_EMIT pairSelected(chosen);
}

QPointF LambdaCanvas::pointOf(int pair) const
{
    const rope::FactorSet* set = editable();
    if (!set || pair < 0 || pair >= int(set->lambda.size()))
        return {};
    return curveLayout().point(pair, set->lambda[std::size_t(pair)]);
}

CurveLayout LambdaCanvas::curveLayout() const
{
    return CurveLayout(m_scene, size(), scaledFont(font(), 0.9));
}

int LambdaCanvas::pointUnder(const QPointF& position) const
{
    if (!m_scene.active)
        return -1;
    const CurveLayout layout = curveLayout();
    int best = -1;
    double bestDistance = grabRadius;
    for (int i = 0; i < int(m_scene.active->lambda.size()); ++i) {
        const QPointF away = layout.point(i, m_scene.active->lambda[std::size_t(i)]) - position;
        const double distance = std::hypot(away.x(), away.y());
        if (distance < bestDistance) {
            best = i;
            bestDistance = distance;
        }
    }
    return best;
}

void LambdaCanvas::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    CurveScene scene = m_scene;
    scene.focused = hasFocus();
    paintCurveScene(painter, scene, curveLayout(), themeFor(palette()), m_labels);
}

void LambdaCanvas::mousePressEvent(QMouseEvent* event)
{
    const rope::FactorSet* set = editable();
    const CurveLayout layout = curveLayout();
    const QPointF position = event->position();
    if (event->button() != Qt::LeftButton || !set || !layout.plot.adjusted(-6, -6, 6, 6).contains(position)) {
        QWidget::mousePressEvent(event);
        return;
    }
    const int grabbed = pointUnder(position);
    m_gesture = m_document->beginGesture();
    m_dragSet = set->id;
    m_before = set->lambda;
    m_scene.hovered = -1;
    m_drag = grabbed >= 0 ? Drag::point : Drag::paint;
    selectPair(grabbed >= 0 ? grabbed : layout.nearestPair(position.x()));
    Q_EMIT editing(true);
    if (m_drag == Drag::point) {
        m_grip = layout.point(grabbed, m_before[std::size_t(grabbed)]) - position;
    } else {
        m_stroke.emplace(m_before, m_brushWidth, rules());
        dragTo(position);
    }
}

void LambdaCanvas::mouseMoveEvent(QMouseEvent* event)
{
    const CurveLayout layout = curveLayout();
    const QPointF position = event->position();
    if (m_drag != Drag::none) {
        dragTo(position);
        return;
    }
    m_scene.hovered = pointUnder(position);
    m_scene.brush.reset();
    if (m_scene.hovered < 0 && m_scene.active && layout.plot.contains(position)) {
        const int reach = (m_brushWidth - 1) / 2;
        const int pair = layout.nearestPair(position.x());
        m_scene.brush = QRectF(pair - reach, layout.lambdas.toValue(position.y()), 2 * reach, 0);
    }
    setCursor(m_scene.hovered >= 0 ? Qt::SizeVerCursor : Qt::CrossCursor);
    update();
}

void LambdaCanvas::dragTo(const QPointF& position)
{
    const CurveLayout layout = curveLayout();
    if (m_drag == Drag::point) {
        const double value = layout.lambdas.toValue(position.y() + m_grip.y());
        m_document->setLambda(m_dragSet, movedPoint(m_before, m_scene.selected, value, rules()), m_gesture);
        return;
    }
    const double place = std::clamp(layout.pairs.toValue(position.x()), -0.49, layout.count - 0.51);
    m_stroke->moveTo(place, layout.lambdas.toValue(position.y()));
    m_scene.brush.reset();
    selectPair(layout.nearestPair(position.x()));
    m_document->setLambda(m_dragSet, m_stroke->curve(), m_gesture);
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
    if (m_drag == Drag::none)
        return;
    if (!keep)
        m_document->setLambda(m_dragSet, m_before, m_gesture);
    m_drag = Drag::none;
    m_gesture = 0;
    m_stroke.reset();
    update();
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
    const int last = m_document->geometry().pairs() - 1;
    const double step = event->modifiers().testFlag(Qt::ShiftModifier) ? 0.1 : 0.01;
    switch (event->key()) {
    case Qt::Key_Left:
        return selectPair(m_scene.selected < 0 ? last : std::max(0, m_scene.selected - 1));
    case Qt::Key_Right:
        return selectPair(std::min(last, m_scene.selected + 1));
    case Qt::Key_Home:
        return selectPair(0);
    case Qt::Key_End:
        return selectPair(last);
    case Qt::Key_Up:
        return nudge(step, event->isAutoRepeat());
    case Qt::Key_Down:
        return nudge(-step, event->isAutoRepeat());
    case Qt::Key_BracketLeft:
        return setBrushWidth(m_brushWidth - 2);
    case Qt::Key_BracketRight:
        return setBrushWidth(m_brushWidth + 2);
    case Qt::Key_Escape:
        if (m_drag != Drag::none)
            return endDrag(false);
        break;
    default:
        break;
    }
    QWidget::keyPressEvent(event);
}

void LambdaCanvas::nudge(double delta, bool autoRepeat)
{
    const rope::FactorSet* set = editable();
    if (!set || m_drag != Drag::none)
        return;
    if (m_scene.selected < 0)
        selectPair(0);
    if (!autoRepeat || m_gesture == 0)
        m_gesture = m_document->beginGesture();
    const double value = set->lambda[std::size_t(m_scene.selected)] + delta;
    m_document->setLambda(set->id, movedPoint(set->lambda, m_scene.selected, value, rules()), m_gesture);
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
    if (m_scene.active && pair >= 0 && pair < int(m_scene.active->lambda.size())) {
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
