// SPDX-License-Identifier: GPL-3.0-only
#include "views/factors/lengths/length_axis.h"

#include "views/document/document.h"
#include "views/language/set_texts.h"

#include <QAccessible>
#include <QKeyEvent>
#include <QMouseEvent>
#include <algorithm>
#include <cmath>

namespace ropewalk::views {

namespace {

constexpr double grabWidth = 7; // pixels
constexpr double offAxis = 6; // pixels past an end of the axis that mean: no bound
constexpr double keyStep = 1.0905077326652577; // an eighth of a doubling

std::int64_t roundedLength(double tokens)
{
    const double unit = std::pow(10.0, std::max(0.0, std::floor(std::log10(std::max(1.0, tokens))) - 2));
    return std::max<std::int64_t>(1, std::int64_t(std::llround(tokens / unit) * unit));
}

} // namespace

LengthAxis::LengthAxis(Document* document, QWidget* parent)
    : QWidget(parent)
    , m_document(document)
{
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Lengths served"));
    for (auto changed : { &Document::projectReset, &Document::setsChanged, &Document::modelChanged })
        connect(document, changed, this, &LengthAxis::refresh);
    connect(document, &Document::activeSetChanged, this, &LengthAxis::refresh);
    connect(document, &Document::targetChanged, this, &LengthAxis::refresh);
    refresh();
}

const std::vector<rope::FactorSet>& LengthAxis::sets() const
{
    return m_document->project().sets;
}

void LengthAxis::setRuntime(std::optional<RuntimeSwitch> runtime)
{
    m_runtime = std::move(runtime);
    refresh();
}

void LengthAxis::setPrompt(std::int64_t tokens)
{
    tokens = std::max<std::int64_t>(1, tokens);
    if (tokens == m_prompt)
        return;
    m_prompt = tokens;
    update();
    Q_EMIT promptMoved(tokens);
}

void LengthAxis::stepPrompt(int way, bool exact)
{
    const double factor = way > 0 ? keyStep : 1 / keyStep;
    const std::int64_t next = roundedLength(double(m_prompt) * factor);
    setPrompt(exact || next == m_prompt ? m_prompt + way : std::min(next, longest()));
}

QPointF LengthAxis::promptMark() const
{
    return { pixelOf(m_prompt), row(rows()).top() - 1 };
}

bool LengthAxis::onPromptMark(const QPointF& position) const
{
    const QPointF mark = promptMark();
    return m_runtime && std::abs(position.x() - mark.x()) <= grabWidth
        && position.y() >= row(int(sets().size()) + 1).top() && position.y() <= mark.y() + grabWidth;
}

void LengthAxis::refresh()
{
    if (m_chosen.set >= sets().size() && !promptChosen())
        m_chosen = {};
    m_hovered.reset();
    QStringList told;
    for (const rope::FactorSet& set : sets())
        told << (set.to_length == 0
                ? tr("%1: more than %2 tokens").arg(shownName(set)).arg(set.from_length)
                : tr("%1: %2 to %3 tokens")
                      .arg(shownName(set))
                      .arg(set.from_length + 1)
                      .arg(set.to_length));
    setToolTip(m_runtime
            ? tr("Drag an end of a bar, or the mark at the prompt's length")
            : tr("Which set serves prompts of which length: drag an end of a bar, or off the axis to take it away"));
    setAccessibleDescription(told.join(QStringLiteral(", ")));
    updateGeometry();
    update();
}

double LengthAxis::pixelOf(std::int64_t length) const
{
    const Axis lengths = axis();
    return lengths.toPixel(std::clamp(double(length), lengths.low(), lengths.high()));
}

QPointF LengthAxis::endOf(std::size_t set, rope::RangeEnd end) const
{
    const QRectF range = bar(set);
    return { end == rope::RangeEnd::from ? range.left() : range.right(), range.center().y() };
}

std::optional<LengthAxis::Handle> LengthAxis::handleAt(const QPointF& position) const
{
    for (std::size_t set = 0; set < sets().size(); ++set) {
        if (!row(int(set) + 1).contains(QPointF(row(0).center().x(), position.y())))
            continue;
        const QRectF range = bar(set);
        const double fromLeft = std::abs(position.x() - range.left());
        const double fromRight = std::abs(position.x() - range.right());
        if (std::min(fromLeft, fromRight) <= grabWidth)
            return Handle{ set, fromLeft < fromRight ? rope::RangeEnd::from : rope::RangeEnd::to };
    }
    return std::nullopt;
}

std::int64_t LengthAxis::lengthAt(double x) const
{
    const Axis lengths = axis();
    if (x < lengths.toPixel(lengths.low()) - offAxis || x > lengths.toPixel(lengths.high()) + offAxis)
        return 0;
    const double tokens = std::clamp(lengths.toValue(x), lengths.low(), lengths.high());
    for (std::int64_t mark = m_document->geometry().original_length; mark <= std::int64_t(lengths.high());
         mark *= 2)
        if (std::abs(lengths.toPixel(double(mark)) - x) < offAxis)
            return mark;
    return roundedLength(tokens);
}

void LengthAxis::move(const Handle& handle, std::int64_t length, int gesture)
{
    m_document->setLengths(rope::with_boundary(sets(), handle.set, handle.end, length), gesture);
}

void LengthAxis::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton && onPromptMark(event->position())) {
        m_promptDragged = true;
        m_chosen = { sets().size(), rope::RangeEnd::to };
        return update();
    }
    const auto handle = event->button() == Qt::LeftButton ? handleAt(event->position()) : std::nullopt;
    if (!handle)
        return QWidget::mousePressEvent(event);
    m_dragged = m_chosen = *handle;
    m_gesture = m_document->beginGesture();
    update();
}

void LengthAxis::mouseMoveEvent(QMouseEvent* event)
{
    if (m_promptDragged) {
        const Axis lengths = axis();
        const double x = std::clamp(
            event->position().x(), lengths.toPixel(lengths.low()), lengths.toPixel(lengths.high()));
        return setPrompt(lengthAt(x));
    }
    if (m_dragged) {
        move(*m_dragged, lengthAt(event->position().x()), m_gesture);
        return;
    }
    m_hovered = handleAt(event->position());
    setCursor(m_hovered || onPromptMark(event->position()) ? Qt::SizeHorCursor : Qt::ArrowCursor);
    update();
}

void LengthAxis::mouseReleaseEvent(QMouseEvent* event)
{
    QWidget::mouseReleaseEvent(event);
    m_dragged.reset();
    m_promptDragged = false;
    m_gesture = 0;
}

void LengthAxis::keyPressEvent(QKeyEvent* event)
{
    if (promptChosen() && (event->key() == Qt::Key_Left || event->key() == Qt::Key_Right))
        return stepPrompt(
            event->key() == Qt::Key_Right ? 1 : -1, event->modifiers().testFlag(Qt::ShiftModifier));
    if (promptChosen() && (event->key() == Qt::Key_Home || event->key() == Qt::Key_End))
        return setPrompt(event->key() == Qt::Key_Home ? std::int64_t(axis().low()) : longest());
    if (promptChosen() && event->key() == Qt::Key_Up) {
        m_chosen.set -= m_chosen.set > 0;
        return update();
    }
    if (sets().empty() || promptChosen())
        return QWidget::keyPressEvent(event);
    const rope::FactorSet& set = sets()[m_chosen.set];
    const bool lower = m_chosen.end == rope::RangeEnd::from;
    const std::int64_t present = lower ? set.from_length : set.to_length;
    const bool exact = event->modifiers().testFlag(Qt::ShiftModifier);
    const int way = event->key() == Qt::Key_Right ? 1 : -1;
    switch (event->key()) {
    case Qt::Key_Up:
        m_chosen.set -= m_chosen.set > 0;
        break;
    case Qt::Key_Down:
        m_chosen.set += m_chosen.set + 1 < sets().size() + (m_runtime ? 1 : 0);
        break;
    case Qt::Key_Home:
        m_chosen.end = rope::RangeEnd::from;
        break;
    case Qt::Key_End:
        m_chosen.end = rope::RangeEnd::to;
        break;
    case Qt::Key_Left:
    case Qt::Key_Right: {
        if (!event->isAutoRepeat() || m_gesture == 0)
            m_gesture = m_document->beginGesture();
        const double start = present > 0 ? double(present) : lower ? axis().low() : axis().high();
        const std::int64_t there = exact && present > 0
            ? present + way
            : roundedLength(way > 0 ? start * keyStep : start / keyStep);
        move(m_chosen, std::max<std::int64_t>(1, there), m_gesture);
        break;
    }
    case Qt::Key_Delete:
        move(m_chosen, 0, m_document->beginGesture());
        break;
    default:
        return QWidget::keyPressEvent(event);
    }
    update();
}

void LengthAxis::focusInEvent(QFocusEvent* event)
{
    QWidget::focusInEvent(event);
    update();
}

void LengthAxis::focusOutEvent(QFocusEvent* event)
{
    QWidget::focusOutEvent(event);
    update();
}

} // namespace ropewalk::views
