// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "app/studio/session/session.h"

#include <QWidget>

class QSplitter;

namespace ropewalk::views {
class FactorPanel;
class FrequencyPanel;
class LambdaEditor;
class PerplexityPanel;
class SearchPanel;
class SetList;
}

namespace ropewalk::studio {

class MessageBar;
class ModelCard;

/// The window's parts and where they stand: sets and model left, editor above frequency map in the middle, numbers
/// right, the search beneath. A widget of its own, to be the window's centre.
class Layout : public QWidget
{
    Q_OBJECT

public:
    Layout(views::Document& document, Session& session, QWidget* parent = nullptr);

    MessageBar* messages;
    views::SetList* sets;
    ModelCard* model;
    views::LambdaEditor* editor;
    views::FrequencyPanel* frequency;
    views::PerplexityPanel* perplexity;
    views::FactorPanel* factors;
    views::SearchPanel* search;

    QByteArray saveSizes() const;
    void restoreSizes(const QByteArray& state); ///< ignores what it cannot read

private:
    void arrange();

    std::vector<QSplitter*> m_splitters;
};

} // namespace ropewalk::studio
