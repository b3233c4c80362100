// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/studio/session/session.h"

#include <QTimer>
#include <vector>

namespace ropewalk::views {
class EvaluationPanel;
}

namespace ropewalk::studio {

class EvaluatePage;

/// Asks the engine what each evaluation would need of its memory at the settings as they are, a moment after they came
/// to rest, and tells its panel.
class EvaluationMemory : public QObject
{
    Q_OBJECT

public:
    EvaluationMemory(views::Document& document, Session& session, EvaluatePage& page, QObject* parent);

private:
    struct Question
    {
        views::EvaluationPanel* panel;
        Call call = {};
        nlohmann::json asked = {}; ///< null = nothing yet
        quint64 epoch = 0; ///< of what was asked about
    };

    void later(); ///< every panel, when the settings rest
    void ask(Question& question);
    protocol::MemoryParams wanted(const views::EvaluationPanel& panel) const;

    Session& m_session;
    EvaluatePage& m_page;
    std::vector<Question> m_questions;
    QTimer m_rest;
};

} // namespace ropewalk::studio
