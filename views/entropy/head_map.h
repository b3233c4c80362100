// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "views/entropy/head_values.h"

#include <QWidget>

class QLabel;

namespace ropewalk::views {

class ColourBar;
class HeatMap;
class Segments;

/// Every head of the model as a cell: a number of A, of B, or their difference, in the order of the layers or with the
/// heads that differ most first.
class HeadMap : public QWidget
{
    Q_OBJECT

public:
    explicit HeadMap(QWidget* parent = nullptr);

    void setResults(const Measurements<protocol::EntropyResult>& results); ///< the first is A, the second B
    void setRange(const std::optional<CurveChart::Range>& range); ///< queries that count; empty = all
    void setHead(Head head); ///< without a signal
    Head head() const { return m_head; }
    HeadNumber number() const;

    HeatMap* map() { return m_map; }
    Segments* which() { return m_which; } ///< 0 = A, 1 = B, 2 = A − B
    Segments* numbers() { return m_number; }
    Segments* order() { return m_order; } ///< 0 = by layer, 1 = by change
    /// "layer 3, head 2: 3.2 nats"
    QString told(Head head) const;

Q_SIGNALS:
    void headChosen(ropewalk::views::Head head);
    void numberChanged();

private:
    void refresh();
    double value(Head head) const; ///< as shown
    QString unit() const;
    std::shared_ptr<const protocol::EntropyResult> resultAt(std::size_t place) const;

    Segments* m_which;
    Segments* m_number;
    Segments* m_order;
    HeatMap* m_map;
    ColourBar* m_key;
    QLabel* m_reading;
    Measurements<protocol::EntropyResult> m_results;
    std::optional<CurveChart::Range> m_range;
    std::vector<Head> m_heads; ///< in the order of the cells
    Head m_head;
};

} // namespace ropewalk::views
