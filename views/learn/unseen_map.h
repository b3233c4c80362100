// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "core/rope/unseen.h"
#include "views/learn/learn_view.h"
#include "views/plots/accessible_table.h"

#include <QImage>

namespace ropewalk::views {

/// Where the angle of a pair (down) at a position (right, 0 … target) was never seen in training, and by how much: a
/// pixel shows the largest of its positions. Beside each row stands the share of positions that was seen. Left and
/// Right walk a reading cursor (with Shift by one token), Home and End take it to the ends, Up and Down choose the
/// pair, Page Up and Page Down the set; a click, a drag or Return takes the other views to a position; U changes what
/// counts as unseen.
class UnseenMap : public LearnView, public TableContent
{
    Q_OBJECT

public:
    explicit UnseenMap(QWidget* parent = nullptr);

    rope::Unseen rule() const { return m_rule; }
    QString readout() const override;
    PlotNumbers numbers() const override; ///< a row for each set and pair
    QRectF mapRect(int set) const; ///< in this widget's coordinates
    /// Share of positions 0 … target − 1 that were seen under the rule shown, 0 … 1, for each set and pair.
    const std::vector<std::vector<double>>& seenShares() const { return m_shares; }

    int tableRows() const override;
    QStringList tableColumns() const override;
    QString tableCell(int row, int column) const override;
    QString tableRowName(int row) const override;
    int tableSelectedRow() const override { return selectedPair(); }
    void selectTableRow(int row) override { choosePair(row); }

    /// The colour of being off by this many radians; a full turn and more is the strongest.
    static QColor colourOfExcess(const Theme& theme, double radians);

public Q_SLOTS:
    void setRule(ropewalk::rope::Unseen rule);
    void setMarkedPosition(qint64 position); ///< a line there: what another view looks at; −1 = none

Q_SIGNALS:
    void positionChosen(qint64 position); ///< by a click, or Return at the reading cursor
    void ruleChanged(ropewalk::rope::Unseen rule);

protected:
    void paintPlot(QPainter& painter, const QSizeF& size, const Theme& theme, bool live) const override;
    void setsChanged() override;
    bool isPointedAt() const override { return m_cursor.has_value(); }
    QString told() const override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    struct Cursor
    {
        int set = 0;
        int pair = 0;
        std::int64_t position = 0;
    };
    struct Picture
    {
        QSize size;
        bool dark = false;
        QImage image;
    };

    QRectF mapRect(int set, const QSizeF& size) const;
    std::optional<Cursor> cursorAt(const QPointF& point) const;
    QImage drawn(int set, const QSize& pixels, const Theme& theme) const;
    void paintRow(QPainter& painter, int set, const QSizeF& size, const Theme& theme) const;
    void paintShares(QPainter& painter, int set, const QRectF& map, const Theme& theme) const;
    void paintKey(QPainter& painter, const QRectF& map, const Theme& theme) const;
    void paintAxis(QPainter& painter, const QRectF& map, const Theme& theme) const;
    void walk(std::int64_t distance);

    rope::Unseen m_rule = rope::Unseen::beyond_largest;
    std::optional<Cursor> m_cursor;
    std::int64_t m_marked = -1;
    std::vector<std::vector<double>> m_shares;
    mutable std::vector<Picture> m_pictures; ///< of each set, as painted last
};

} // namespace ropewalk::views
