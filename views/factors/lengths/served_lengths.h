// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QWidget>
#include <string>

class QComboBox;
class QLabel;
class QScrollArea;
class QSpinBox;

namespace ropewalk::views {

class Document;
class LengthAxis;

/// The lengths that the sets serve, and beside them what a runtime of the user's choice makes of them: what turns a
/// prompt of n tokens, and what the keys in its cache were turned with once a conversation crosses L. Drawn on the
/// axis and said in words below it.
class ServedLengths : public QWidget
{
    Q_OBJECT

public:
    explicit ServedLengths(Document* document, QWidget* parent = nullptr);

    LengthAxis* axis() { return m_axis; }
    QComboBox* runtimes() { return m_runtime; } ///< first none, then one a runtime
    QSpinBox* prompt() { return m_prompt; } ///< n, tokens
    QSpinBox* started() { return m_started; } ///< tokens; shown for runtimes that choose at their start
    QString said() const; ///< what stands below the axis
    void setModelType(const std::string& type); ///< as config.json names it: "phi3"

private:
    QWidget* makeChoices();
    void refresh();
    void fit();

    Document* m_document;
    LengthAxis* m_axis;
    QScrollArea* m_scroller;
    QComboBox* m_runtime;
    QSpinBox* m_prompt;
    QSpinBox* m_started;
    QWidget* m_asked = nullptr; ///< the numbers that only a runtime needs
    QWidget* m_atStart = nullptr;
    QLabel* m_words;
    std::string m_modelType;
};

} // namespace ropewalk::views
