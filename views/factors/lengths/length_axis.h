// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "views/plots/axis.h"

#include "core/rope/edit/length_ranges.h"

#include <QWidget>
#include <functional>

namespace ropewalk::views {

class Document;

/// What a runtime does with the sets: the id of the one it applies to a prompt of so many tokens, empty for
/// plain RoPE. A pure function; the axis only draws it.
struct RuntimeSwitch
{
    QString name; ///< "transformers", "llama.cpp"
    std::function<std::string(std::int64_t)> applied;
};

/// Which set serves prompts of which length: a bar a set on an axis of lengths, and above them what serves
/// where. An end of a bar is dragged; ends that touch go together; an end dragged off the axis is taken away.
/// Up/Down choose a set, Home/End its lower or upper end, Left/Right move that end (Shift: by a token),
/// Delete takes it away.
class LengthAxis : public QWidget
{
    Q_OBJECT

public:
    explicit LengthAxis(Document* document, QWidget* parent = nullptr);

    /// A row that shows what this runtime applies; without one there is none.
    void setRuntime(std::optional<RuntimeSwitch> runtime);

    QPointF endOf(std::size_t set, rope::RangeEnd end) const; ///< in this widget's coordinates
    double pixelOf(std::int64_t length) const;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return { 300, sizeHint().height() }; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    struct Handle
    {
        std::size_t set = 0;
        rope::RangeEnd end = rope::RangeEnd::to;
        bool operator==(const Handle&) const = default;
    };

    const std::vector<rope::FactorSet>& sets() const;
    Axis axis() const;
    QRectF row(int number) const; ///< 0 = what serves; a set's is its place + 1
    QRectF bar(std::size_t set) const;
    std::optional<Handle> handleAt(const QPointF& position) const;
    std::int64_t lengthAt(double x) const; ///< rounded, near a doubling of L that; 0 off the axis
    void move(const Handle& handle, std::int64_t length, int gesture);
    void refresh();
    void paintServed(
        QPainter& painter, const QRectF& row, const std::function<std::string(std::int64_t)>& at) const;
    void paintBars(QPainter& painter) const;

    Document* m_document;
    std::optional<RuntimeSwitch> m_runtime;
    Handle m_chosen;
    std::optional<Handle> m_dragged, m_hovered;
    int m_gesture = 0;
};

} // namespace ropewalk::views
