// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/session/evaluations.h"

namespace ropewalk::studio {

Evaluations::Evaluations(views::Document& document, EngineClient& client, QObject* parent)
    : QObject(parent)
    , m_entropy(document, client, m_store, this)
    , m_passkey(document, client, m_store, this)
    , m_needle(document, client, m_store, this)
    , m_curve(document, client, m_store, this)
    , m_choices(document, client, m_store, this)
{
    connect(&document, &views::Document::projectReset, this, [this] {
        m_store.forget();
        m_entropy.forget();
        m_passkey.forget();
        m_needle.forget();
        m_curve.forget();
        m_choices.forget();
    });
}

void Evaluations::setFolder(const QString& folder, bool keepOwn, bool loose)
{
    if (folder == m_store.folder())
        return;
    m_store.setFolder(folder, keepOwn, loose);
    m_entropy.lookAgain();
    m_passkey.lookAgain();
    m_needle.lookAgain();
    m_curve.lookAgain();
    m_choices.lookAgain();
    Q_EMIT folderChanged();
}

} // namespace ropewalk::studio
