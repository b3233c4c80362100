// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QLayout>
#include <memory>
#include <vector>

namespace ropewalk::views {

/// Small controls in a row at the right edge, or from the left one on. Groups that do not fit beside each other go on
/// in a further row, so that a window may be as narrow as the widest group.
class WrapRow : public QLayout
{
    Q_OBJECT

public:
    static constexpr int betweenLines = 4; ///< pixels

    using QLayout::QLayout;
    ~WrapRow() override;

    void insertWidget(int index, QWidget* widget); ///< index as of itemAt(); below 0 = at the end
    void setFromLeft(bool fromLeft) { m_fromLeft = fromLeft; }
    void addBreak(int pixels); ///< the next widget begins a group, so far from the last one besides the spacing

    void addItem(QLayoutItem* item) override;
    QLayoutItem* itemAt(int index) const override;
    QLayoutItem* takeAt(int index) override;
    int count() const override { return int(m_places.size()); }
    QSize sizeHint() const override; ///< all in one row
    QSize minimumSize() const override; ///< as wide as the widest group, one row high
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    void setGeometry(const QRect& rect) override;

private:
    struct Place
    {
        std::unique_ptr<QLayoutItem> item;
        int before; ///< pixels of the break before it, besides the spacing; 0 = none
    };
    using Line = std::vector<const Place*>;

    std::vector<Line> groups() const;
    std::vector<Line> lines(int width) const;
    int lineWidth(const Line& line) const;
    static int lineHeight(const Line& line);

    std::vector<Place> m_places;
    int m_before = 0; ///< of the next widget
    bool m_fromLeft = false;
};

} // namespace ropewalk::views
