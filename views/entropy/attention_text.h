// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "core/protocol/evaluation/entropy_messages.h"
#include "views/evaluation/measured.h"

#include <QAbstractScrollArea>
#include <optional>

namespace ropewalk::views {

/// What a query of a head looks at, over the text's own tokens: the text flows in lines, over each token stands a bar
/// of the attention it gets, A filled and B an outline; the bars are as high as leaves all lines in sight, where that
/// can be. The arrow keys walk from token to token, Page Up and Down by
/// lines, S to the next stronger one; the pointer reads a token.
class AttentionText : public QAbstractScrollArea
{
    Q_OBJECT

public:
    explicit AttentionText(QWidget* parent = nullptr);

    struct Row
    {
        Compared of;
        protocol::AttentionRow row;
    };
    /// Of the same query; the first is A. Tokens are A's. Empty = the hint stands there.
    void setRows(std::vector<Row> rows);
    void setHint(const QString& hint);

    int current() const { return m_current; } ///< key under the cursor; −1 = none
    /// "token 17 “harbour”: A mine 31.2 %, B none 4.0 %"
    QString reading(int key) const;
    QRect cellOf(int key) const; ///< in the viewport
    double probability(std::size_t row, int key) const; ///< 0 … 1

    QSize sizeHint() const override { return { 400, 150 }; }
    QSize minimumSizeHint() const override { return { 160, 70 }; }

Q_SIGNALS:
    void currentChanged(const QString& reading);

protected:
    bool viewportEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void layOut();
    void setCurrent(int key);
    int keyAt(const QPoint& place) const; ///< −1 = none
    int strongerThan(int key) const;
    int lineHeight() const;
    int fullBars() const; ///< the bars' height where there is room
    void reveal(); ///< scrolls the cursor's token into sight
    QString shownText(const protocol::AttendedKeys& keys) const;

    std::vector<Row> m_rows;
    std::vector<QRect> m_cells; ///< of A's keys, in the whole text
    QString m_hint;
    double m_most = 0; ///< the highest bar
    int m_current = -1;
    int m_bars = 0; ///< height of the bars, lower where more lines are to be in sight
};

} // namespace ropewalk::views
