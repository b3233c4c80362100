// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/studio/session/session.h"

#include <QTimer>

namespace ropewalk::studio {

class EvaluatePage;

/// Shows how much text is open and how much of it is long enough for what is measured, and opens another.
class CorpusControl : public QObject
{
    Q_OBJECT

public:
    CorpusControl(views::Document& document, Session& session, EvaluatePage& page, QObject* parent);

private:
    void follow(); ///< what is open, and what the engine is at
    void count();
    std::vector<std::int64_t> lengths() const; ///< that something is measured at

    views::Document& m_document;
    Session& m_session;
    EvaluatePage& m_page;
    Call m_call;
    std::vector<std::int64_t> m_counted; ///< lengths of the last answer, or that it is waited for
    quint64 m_epoch = 0; ///< of what was counted
    QString m_refused, m_refusedField; ///< asked for last and refused; empty = none
    QTimer m_rest;
};

} // namespace ropewalk::studio
