// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "views/plots/axis.h"

#include "core/rope/edit/length_ranges.h"

#include <QWidget>
#include <functional>

namespace ropewalk::views {

class Document;

/// What a runtime does with the sets, by their ids, empty for plain RoPE. Pure functions; the axis only draws
/// them.
struct RuntimeSwitch
{
    QString name; ///< "transformers", "llama.cpp"
    std::function<std::string(std::int64_t tokens)> applied; ///< the set that turns a prompt of so many tokens
    /// The set that the cached key of a position was turned with once the conversation holds so many tokens.
    std::function<std::string(std::int64_t position, std::int64_t tokens)> keys = {};
};

/// Which set serves prompts of which length: a bar a set on an axis of lengths, and above them what serves
/// where. An end of a bar is dragged; ends that touch go together; an end dragged off the axis is taken away.
/// Up/Down choose a set, Home/End its lower or upper end, Left/Right move that end (Shift: by a token),
/// Delete takes it away. With a runtime there are two rows more, what it applies and what the keys in its cache
/// were turned with, and a mark at a prompt of n tokens, dragged there or chosen below the last set.
class LengthAxis : public QWidget
{
    Q_OBJECT

public:
    explicit LengthAxis(Document* document, QWidget* parent = nullptr);

    void setRuntime(std::optional<RuntimeSwitch> runtime);
    std::int64_t prompt() const { return m_prompt; } ///< n, tokens
    void setPrompt(std::int64_t tokens); ///< at least 1
    std::int64_t longest() const { return std::int64_t(axis().high()); } ///< tokens, the axis' end
    QPointF promptMark() const; ///< in this widget's coordinates, where it is dragged

    QPointF endOf(std::size_t set, rope::RangeEnd end) const; ///< in this widget's coordinates
    double pixelOf(std::int64_t length) const;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return { 300, sizeHint().height() }; }

Q_SIGNALS:
    void promptMoved(qint64 tokens);

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
    int rows() const;
    QRectF row(int number) const; ///< 0 = what serves; a set's is its place + 1; then what the runtime does
    QRectF bar(std::size_t set) const;
    std::optional<Handle> handleAt(const QPointF& position) const;
    std::int64_t lengthAt(double x) const; ///< rounded, near a doubling of L that; 0 off the axis
    void move(const Handle& handle, std::int64_t length, int gesture);
    void refresh();
    void paintLabel(QPainter& painter, const QRectF& row, const QString& text) const;
    void paintServed(
        QPainter& painter, const QRectF& row, const std::function<std::string(std::int64_t)>& at) const;
    void paintBars(QPainter& painter) const;
    void paintRuntime(QPainter& painter) const;
    bool promptChosen() const { return m_runtime && m_chosen.set == sets().size(); }
    bool onPromptMark(const QPointF& position) const;
    void stepPrompt(int way, bool exact);

    Document* m_document;
    std::optional<RuntimeSwitch> m_runtime;
    Handle m_chosen;
    std::optional<Handle> m_dragged, m_hovered;
    std::int64_t m_prompt = 1;
    bool m_promptDragged = false;
    int m_gesture = 0;
};

} // namespace ropewalk::views
