// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/studio/session/session.h"
#include "views/plots/panel.h"

class QLabel;

namespace ropewalk::studio {

/// What is open: the model in a few lines, the text that scores are taken on.
class ModelCard : public views::Panel
{
    Q_OBJECT

public:
    ModelCard(views::Document& document, Session& session, QWidget* parent = nullptr);

    QString modelText() const;
    QString textText() const; ///< and what is odd in it

private:
    void refresh();

    views::Document& m_document;
    Session& m_session;
    QLabel* m_model;
    QLabel* m_text;
};

} // namespace ropewalk::studio
