// SPDX-License-Identifier: GPL-3.0-only
#include "views/plots/wrap_row.h"

#include <QWidget>
#include <algorithm>

namespace ropewalk::views {

WrapRow::~WrapRow() = default;

void WrapRow::addItem(QLayoutItem* item)
{
    m_places.push_back({ std::unique_ptr<QLayoutItem>(item), m_before });
    m_before = 0;
    invalidate();
}

void WrapRow::insertWidget(int index, QWidget* widget)
{
    addWidget(widget);
    if (index >= 0 && index < count())
        std::rotate(m_places.begin() + index, m_places.end() - 1, m_places.end());
}

void WrapRow::addBreak(int pixels)
{
    m_before += pixels;
}

QLayoutItem* WrapRow::itemAt(int index) const
{
    return index >= 0 && index < count() ? m_places[std::size_t(index)].item.get() : nullptr;
}

QLayoutItem* WrapRow::takeAt(int index)
{
    if (!itemAt(index))
        return nullptr;
    QLayoutItem* item = m_places[std::size_t(index)].item.release();
    m_places.erase(m_places.begin() + index);
    invalidate();
    return item;
}

int WrapRow::lineWidth(const Line& line) const
{
    int width = 0;
    for (const Place* place : line)
        width += (place == line.front() ? 0 : spacing() + place->before) + place->item->sizeHint().width();
    return width;
}

int WrapRow::lineHeight(const Line& line)
{
    int height = 0;
    for (const Place* place : line)
        height = std::max(height, place->item->sizeHint().height());
    return height;
}

std::vector<WrapRow::Line> WrapRow::groups() const
{
    std::vector<Line> out(1);
    for (const Place& place : m_places) {
        if (place.item->isEmpty())
            continue;
        if (place.before > 0 && !out.back().empty())
            out.emplace_back();
        out.back().push_back(&place);
    }
    return out;
}

std::vector<WrapRow::Line> WrapRow::lines(int width) const
{
    std::vector<Line> out(1);
    for (const Line& group : groups()) {
        Line longer = out.back();
        longer.insert(longer.end(), group.begin(), group.end());
        if (out.back().empty() || lineWidth(longer) <= width)
            out.back() = std::move(longer);
        else
            out.push_back(group);
    }
    return out;
}

QSize WrapRow::sizeHint() const
{
    const Line all = lines(QWIDGETSIZE_MAX).front();
    return { lineWidth(all), lineHeight(all) };
}

QSize WrapRow::minimumSize() const
{
    QSize least;
    for (const Line& group : groups())
        least = least.expandedTo({ lineWidth(group), lineHeight(group) });
    return least;
}

int WrapRow::heightForWidth(int width) const
{
    int height = -betweenLines;
    for (const Line& line : lines(width))
        height += betweenLines + lineHeight(line);
    return height;
}

void WrapRow::setGeometry(const QRect& rect)
{
    QLayout::setGeometry(rect);
    int top = rect.top();
    for (const Line& line : lines(rect.width())) {
        int left = m_fromLeft ? rect.left() : rect.right() + 1 - std::min(rect.width(), lineWidth(line));
        const int height = lineHeight(line);
        for (const Place* place : line) {
            left += place == line.front() ? 0 : spacing() + place->before;
            const QSize size = place->item->sizeHint().boundedTo({ rect.width(), height });
            place->item->setGeometry(QRect(QPoint(left, top + (height - size.height()) / 2), size));
            left += size.width();
        }
        top += height + betweenLines;
    }
}

} // namespace ropewalk::views
