// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "views/entropy/attention_text.h"
#include "views/entropy/head_values.h"

#include <QWidget>

namespace ropewalk::views {

class ElidedLabel;
class Segments;

/// One head: its entropy along the positions for every set, and what a chosen query looks at in the text.
class HeadDetail : public QWidget
{
    Q_OBJECT

public:
    explicit HeadDetail(QWidget* parent = nullptr);

    void setTask(std::int64_t trainedLength);
    void setResults(const Measurements<protocol::EntropyResult>& results);
    void setHead(Head head, HeadNumber number);
    void setRows(std::vector<AttentionText::Row> rows);
    void setHint(const QString& hint); ///< where the attention would stand

    CurveChart* chart() { return m_chart; }
    AttentionText* text() { return m_text; }
    Segments* scale() { return m_scale; } ///< of positions: 0 = log, 1 = linear
    const std::optional<CurveChart::Range>& range() const { return m_chart->range(); }

Q_SIGNALS:
    void rangeChanged();
    void queryChosen(qint64 query);

private:
    void refresh();

    ElidedLabel* m_title;
    Segments* m_scale;
    CurveChart* m_chart;
    ElidedLabel* m_query;
    ElidedLabel* m_reading;
    AttentionText* m_text;
    Measurements<protocol::EntropyResult> m_results;
    Head m_head;
    HeadNumber m_number = HeadNumber::entropy;
    std::int64_t m_trained = 0; ///< L
};

} // namespace ropewalk::views
