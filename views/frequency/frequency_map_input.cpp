// SPDX-License-Identifier: GPL-3.0-only
#include "views/frequency/frequency_map.h"

#include "views/document/document.h"

#include <QApplication>
#include <QMouseEvent>
#include <QNativeGestureEvent>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>

namespace ropewalk::views {

namespace {

constexpr double wheelZoom = 1.0015; // for an eighth of a degree; a notch is 120 of them: × 1.2
constexpr double panStep = 0.1; // of the window, for a key

} // namespace

bool FrequencyMap::event(QEvent* event)
{
    if (event->type() == QEvent::NativeGesture) {
        auto* gesture = static_cast<QNativeGestureEvent*>(event);
        if (gesture->gestureType() == Qt::ZoomNativeGesture) {
            const QRectF rect = rowRect(0);
            zoomAround((gesture->position().x() - rect.left()) / rect.width(), 1 + gesture->value());
            return true;
        }
    }
    return QWidget::event(event);
}

void FrequencyMap::resizeEvent(QResizeEvent*)
{
    requestPictures();
}

void FrequencyMap::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::FontChange || event->type() == QEvent::PaletteChange)
        requestPictures();
    QWidget::changeEvent(event);
}

void FrequencyMap::wheelEvent(QWheelEvent* event)
{
    const QRectF rect = rowRect(0);
    const double turn = event->angleDelta().y();
    const double factor = std::pow(wheelZoom, turn);
    if (event->modifiers() & Qt::ControlModifier) {
        const std::optional<Cursor> at = cursorAt(event->position());
        m_pairs.zoom(at ? at->pair + 0.5 : m_pairs.valueAt(0.5), factor);
        afterZoom();
    } else if (event->angleDelta().x() != 0 || event->modifiers() & Qt::ShiftModifier) {
        const double side = event->angleDelta().x() != 0 ? event->angleDelta().x() : turn;
        m_positions.pan(-side / 120 * panStep * m_positions.span());
        afterZoom();
    } else if (turn != 0) {
        zoomAround((event->position().x() - rect.left()) / rect.width(), factor);
    }
    m_cursor = cursorAt(event->position());
    event->accept();
}

void FrequencyMap::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton)
        m_drag = Drag{ event->position(), m_positions.first(), m_pairs.first(), false };
}

void FrequencyMap::mouseMoveEvent(QMouseEvent* event)
{
    m_cursor = cursorAt(event->position());
    if (m_drag && (event->buttons() & Qt::LeftButton)) {
        const QPointF by = event->position() - m_drag->from;
        if (m_drag->moved || by.manhattanLength() >= QApplication::startDragDistance()) {
            m_drag->moved = true;
            setCursor(Qt::ClosedHandCursor);
            const QRectF rect = rowRect(0);
            m_positions.show(
                m_drag->position - by.x() / rect.width() * m_positions.span(), m_positions.span());
            m_pairs.show(m_drag->pair - by.y() / rect.height() * m_pairs.span(), m_pairs.span());
            afterZoom();
        }
    }
    update();
}

void FrequencyMap::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || !m_drag)
        return;
    if (!m_drag->moved)
        if (const std::optional<Cursor> at = cursorAt(event->position()))
            choosePair(at->pair);
    m_drag.reset();
    unsetCursor();
}

void FrequencyMap::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton)
        resetZoom();
}

void FrequencyMap::leaveEvent(QEvent*)
{
    m_cursor.reset();
    update();
}

void FrequencyMap::keyPressEvent(QKeyEvent* event)
{
    const bool shift = event->modifiers() & Qt::ShiftModifier;
    const double pixel = std::max(1.0, std::floor(m_positions.span() / rowRect(0).width()));
    switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        zoomIn();
        break;
    case Qt::Key_Minus:
        zoomOut();
        break;
    case Qt::Key_0:
        resetZoom();
        break;
    case Qt::Key_Left:
    case Qt::Key_Right: {
        const double side = event->key() == Qt::Key_Left ? -1 : 1;
        if (shift)
            walk(side * pixel);
        else {
            m_positions.pan(side * panStep * m_positions.span());
            afterZoom();
        }
        break;
    }
    case Qt::Key_Home:
        m_positions.show(0, m_positions.span());
        afterZoom();
        break;
    case Qt::Key_End:
        m_positions.show(m_positions.length(), m_positions.span());
        afterZoom();
        break;
    case Qt::Key_Up:
        choosePair(m_selectedPair < 0 ? 0 : m_selectedPair - 1);
        break;
    case Qt::Key_Down:
        choosePair(m_selectedPair + 1);
        break;
    case Qt::Key_PageUp:
    case Qt::Key_PageDown:
        if (m_cursor) {
            const int row = m_cursor->row + (event->key() == Qt::Key_PageUp ? -1 : 1);
            m_cursor->row = std::clamp(row, 0, std::max(0, lastRow()));
        }
        walk(0);
        break;
    case Qt::Key_Escape:
        if (!m_cursor) {
            QWidget::keyPressEvent(event);
            return;
        }
        m_cursor.reset();
        break;
    default:
        QWidget::keyPressEvent(event);
        return;
    }
    describe();
    update();
}

} // namespace ropewalk::views
