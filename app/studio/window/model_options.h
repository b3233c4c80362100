// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/studio/session/session.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QLabel;
class QPushButton;
class QSpinBox;

namespace ropewalk::studio {

/// How the project's model is opened, where the user knows better than its config: number format, sliding window,
/// trained length. What is chosen takes effect when the model is opened again.
class ModelOptions : public QWidget
{
    Q_OBJECT

public:
    ModelOptions(views::Document& document, Session& session, QWidget* parent = nullptr);

    project::ModelOptions chosen() const;

private:
    void readProject();
    void refreshButton();
    void apply();

    views::Document& m_document;
    Session& m_session;
    QComboBox* m_dtype;
    QComboBox* m_window;
    QSpinBox* m_windowTokens;
    QSpinBox* m_length;
    QCheckBox* m_notFinite;
    QPushButton* m_openAgain;
};

} // namespace ropewalk::studio
