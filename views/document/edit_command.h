// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "core/project/project.h"

#include <QUndoCommand>
#include <cstdint>
#include <string>
#include <vector>

namespace ropewalk::views {

class Document;

/// One change of the project. Undo and redo are the same swap of the stored and the present value.
class EditCommand : public QUndoCommand
{
public:
    void undo() final { swap(); }
    void redo() final { swap(); }

protected:
    EditCommand(Document& document, const QString& text);
    virtual void swap() = 0;
    Document& document() { return m_document; }
    project::Project& project();

private:
    Document& m_document;
};

/// What of a set an edit changes; edits merge only with their like.
enum class SetField
{
    lambda,
    nHat,
    attentionFactor,
    name,
    notes,
    lock,
    lengths,
    all
};

/// Replaces sets by others with the same ids. Edits of one field of the same sets in one gesture (non-zero) merge, and
/// leave no step when the gesture ends where it began.
class ReplaceSetCommand : public EditCommand
{
public:
    ReplaceSetCommand(Document& document, const QString& text, SetField field,
        std::vector<rope::FactorSet> replacements, int gesture);
    int id() const override { return m_gesture == 0 ? -1 : 1; }
    bool mergeWith(const QUndoCommand* other) override;

protected:
    void swap() override;

private:
    bool isOfSameSets(const ReplaceSetCommand& other) const;

    SetField m_field;
    std::vector<rope::FactorSet> m_stored;
    int m_gesture;
};

/// Takes a set to another place in the list.
class MoveSetCommand : public EditCommand
{
public:
    MoveSetCommand(Document& document, const QString& text, std::size_t from, std::size_t to);

protected:
    void swap() override;

private:
    std::size_t m_from, m_to;
};

/// Adds or removes a set; the stored one is outside the project while it is not in it.
class ListSetCommand : public EditCommand
{
public:
    enum class Kind
    {
        add,
        remove
    };
    /// add: set goes in at index. remove: the set at index goes out and set is ignored.
    ListSetCommand(
        Document& document, const QString& text, Kind kind, std::size_t index, rope::FactorSet set);

protected:
    void swap() override;

private:
    std::size_t m_index;
    bool m_inProject;
    rope::FactorSet m_set;
    std::string m_activeOtherwise; ///< active set on the other side of the swap
};

/// How the model is opened, with the geometry that follows from it.
class ModelOptionsCommand : public EditCommand
{
public:
    ModelOptionsCommand(
        Document& document, const project::ModelOptions& options, const rope::Geometry& geometry);

protected:
    void swap() override;

private:
    project::ModelOptions m_options;
    rope::Geometry m_geometry;
};

/// The text to score on.
class DocumentsCommand : public EditCommand
{
public:
    DocumentsCommand(Document& document, std::string path, std::string field);

protected:
    void swap() override;

private:
    std::string m_path, m_field;
};

class TargetCommand : public EditCommand
{
public:
    TargetCommand(Document& document, std::int64_t tokens);

protected:
    void swap() override;

private:
    std::int64_t m_stored;
};

} // namespace ropewalk::views
