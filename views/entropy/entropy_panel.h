// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "views/entropy/head_detail.h"
#include "views/entropy/head_map.h"
#include "views/evaluation/evaluation_panel.h"

namespace ropewalk::views {

class EntropySettings;

/// How widely attention spreads: all heads as a map, one head along the positions, one query over the text.
class EntropyPanel : public EvaluationPanel
{
    Q_OBJECT

public:
    explicit EntropyPanel(QWidget* parent = nullptr);

    void setTask(const rope::Geometry& geometry, std::int64_t target);
    protocol::EntropyParams params() const; ///< without a set
    void setParams(const protocol::EntropyParams& params);
    /// Other sets or settings than before give up the range and the attention that is shown.
    void setResults(Measurements<protocol::EntropyResult> results);
    /// The answer to rowsRequested(), for as many of the sets as could be asked.
    void setRows(std::vector<AttentionText::Row> rows);
    void setRowsHint(const QString& hint);

    HeadMap* heads() { return m_heads; }
    HeadDetail* detail() { return m_detail; }

Q_SIGNALS:
    void rowsRequested(const ropewalk::protocol::RowRequest& row); ///< of every set that is shown

private:
    void chooseHead(Head head);
    void askForRow();
    void fillTable();

    EntropySettings* m_settings;
    HeadMap* m_heads;
    HeadDetail* m_detail;
    Measurements<protocol::EntropyResult> m_results;
    std::int64_t m_query = -1; ///< whose attention is shown; −1 = none
};

} // namespace ropewalk::views
