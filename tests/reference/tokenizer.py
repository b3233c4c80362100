# SPDX-License-Identifier: Apache-2.0
"""Writes tests/reference/tokenizer/: small tokenizers of the kinds that models ship, learnt from the text in
tokenizer_texts.py by the tokenizers library (0.23, NAME.json) and by sentencepiece (0.2.3, NAME.model), and in
expected.json the ids and the decoded text that the library gives for every sample, and a hash of the ids for every
random text. steps.json holds
single normalizers and pre-tokenizers around one small model. Run it with a Python that has both libraries; it writes
the same files each time."""

import io
import json
import os
import pathlib
import random

import sentencepiece
from tokenizer_texts import CORPUS, MEGABYTE, SAMPLES, long_line, random_text
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

OUT = pathlib.Path(__file__).resolve().parent / "tokenizer"


def fnv(ids):
    """FNV-1a, 64 bits, over whole ids: says whether a megabyte's ids are the same without keeping them."""
    value = 0xCBF29CE484222325
    for id_ in ids:
        value = ((value ^ id_) * 0x100000001B3) % 2**64
    return value


GPT4_WORDS = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+"
)


def train(tokenizer, vocab_size, special, alphabet=()):
    trainer = trainers.BpeTrainer(
        vocab_size=vocab_size, special_tokens=special, initial_alphabet=list(alphabet), show_progress=False
    )
    tokenizer.train_from_iterator(CORPUS.split("\n"), trainer)
    return json.loads(tokenizer.to_str())["model"]


def with_bytes(model, special):
    """The vocabulary again, with 256 byte tokens behind the special ones, as sentencepiece orders it."""
    pieces = [p for p, _ in sorted(model["vocab"].items(), key=lambda item: item[1])]
    rest = [p for p in pieces if p not in special]
    ordered = special + [f"<0x{byte:02X}>" for byte in range(256)] + rest
    return {piece: i for i, piece in enumerate(ordered)}, [tuple(m) for m in model["merges"]]


def template(token, id_):
    return processors.TemplateProcessing(
        single=f"{token} $A", pair=f"{token} $A {token}:1 $B:1", special_tokens=[(token, id_)]
    )


def llama2():
    special = ["<unk>", "<s>", "</s>"]
    learner = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True))
    learner.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    learner.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="never")
    vocab, merges = with_bytes(train(learner, 500, special), special)
    tokenizer = Tokenizer(models.BPE(vocab, merges, unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    tokenizer.normalizer = learner.normalizer
    tokenizer.add_special_tokens([AddedToken(t, normalized=False, special=True) for t in special])
    tokenizer.add_special_tokens([AddedToken("<|end|>", normalized=False, special=True, rstrip=True)])
    tokenizer.add_tokens([AddedToken("[pad]", normalized=False, single_word=True)])
    tokenizer.post_processor = template("<s>", 1)
    tokenizer.decoder = decoders.Sequence(
        [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)]
    )
    return tokenizer


def llama3():
    tokenizer = Tokenizer(models.BPE(ignore_merges=True))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(GPT4_WORDS), "isolated", False),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    model = train(tokenizer, 700, [], sorted(pre_tokenizers.ByteLevel.alphabet()))
    vocab, merges = dict(model["vocab"]), [tuple(m) for m in model["merges"]]
    for whole in ("Ġropemakers", "ĠREEPERBAHN"):  # pieces that no merge makes: only ignore_merges finds them
        vocab.setdefault(whole, len(vocab))
    tokenizer.model = models.BPE(vocab, merges, ignore_merges=True)
    tokenizer.add_special_tokens(["<|begin|>", AddedToken("<|end|>", special=True, lstrip=True)])
    tokenizer.add_tokens([AddedToken("[pad]", normalized=True), AddedToken("[mask]", lstrip=True, rstrip=True)])
    tokenizer.post_processor = processors.Sequence(
        [processors.ByteLevel(trim_offsets=False), template("<|begin|>", tokenizer.token_to_id("<|begin|>"))]
    )
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def metaspace():
    special = ["<unk>", "<s>", "</s>"]
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>"))  # no byte fallback, unknowns stay apart
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="first", split=True)
    train(tokenizer, 400, special)
    tokenizer.add_tokens([AddedToken("[pad]", single_word=True), AddedToken("[mask]", lstrip=True)])
    tokenizer.decoder = decoders.Metaspace(prepend_scheme="first")
    return tokenizer


def nfc_digits():
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=True)]
    )
    train(tokenizer, 450, ["<|end|>"], sorted(pre_tokenizers.ByteLevel.alphabet()))
    tokenizer.add_tokens([AddedToken("e\u0301\u0301", normalized=True), AddedToken("[pad]", rstrip=True)])
    tokenizer.post_processor = processors.ByteLevel(trim_offsets=False)
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def phi3():
    special = ["<unk>", "<s>", "<|endoftext|>"]
    learner = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True))
    learner.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    vocab, merges = with_bytes(train(learner, 500, special), special)
    tokenizer = Tokenizer(models.BPE(vocab, merges, unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    tokenizer.add_special_tokens([AddedToken(t, normalized=False, special=True) for t in special])
    tokenizer.add_special_tokens(
        [AddedToken(t, normalized=False, special=True, rstrip=True) for t in ("<|end|>", "[pad]")]
    )
    tokenizer.add_tokens([AddedToken("</s>", normalized=False, rstrip=True)])
    tokenizer.decoder = decoders.Sequence(
        [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)]
    )
    return tokenizer


def mistral3():
    special = ["<unk>", "<s>", "</s>", "[mask]"]
    learner = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True))
    learner.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="first")
    vocab, merges = with_bytes(train(learner, 500, special), special)
    tokenizer = Tokenizer(models.BPE(vocab, merges, unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="first", split=False)
    tokenizer.add_special_tokens([AddedToken(t, normalized=False, special=True) for t in special])
    tokenizer.post_processor = template("<s>", 1)
    tokenizer.decoder = decoders.Sequence(
        [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)]
    )
    return tokenizer


def qwen2():
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.NFC()
    words = GPT4_WORDS.replace(r"\p{N}{1,3}", r"\p{N}")
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(words), "isolated", False),
            pre_tokenizers.ByteLevel(add_prefix_space=False, trim_offsets=False, use_regex=False),
        ]
    )
    train(tokenizer, 500, [], sorted(pre_tokenizers.ByteLevel.alphabet()))
    tokenizer.add_special_tokens(["<|endoftext|>", "<|end|>"])
    tokenizer.add_tokens([AddedToken("[pad]", normalized=False)])
    tokenizer.post_processor = processors.ByteLevel(add_prefix_space=False, trim_offsets=False, use_regex=False)
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def neox():
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, trim_offsets=True)
    special = ["<|endoftext|>", "<|padding|>"]
    train(tokenizer, 500, special, sorted(pre_tokenizers.ByteLevel.alphabet()))
    tokenizer.add_tokens([AddedToken(" " * n, normalized=True) for n in range(8, 1, -1)])
    tokenizer.post_processor = processors.ByteLevel(add_prefix_space=False, trim_offsets=True)
    tokenizer.decoder = decoders.ByteLevel(add_prefix_space=False, trim_offsets=True)
    return tokenizer


RULES = [("ﬁ", "fi"), ("½", "1/2"), ("\u3000", " "), ("\u00a0", " "), ("\t", " "), ("ＡＢ", "AB"), ("\u2026", "...")]


def sentencepiece_model(**options):
    """A tokenizer.model of the corpus; few pieces, one thread."""
    out = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(CORPUS.split("\n")), model_writer=out, num_threads=1, minloglevel=2,
        hard_vocab_limit=False, **options
    )
    return out.getvalue()


def sp_bpe():
    """As Llama 2 was made: byte fallback, digits apart, spaces kept as they are."""
    return sentencepiece_model(
        model_type="bpe", vocab_size=560, byte_fallback=True, split_digits=True, normalization_rule_name="identity",
        remove_extra_whitespaces=False, allow_whitespace_only_pieces=True, character_coverage=0.995,
        user_defined_symbols=["<|end|>", "[pad]"]
    )


def sp_unigram():
    """Without byte fallback, with rules that rewrite the text, spaces joined, BOS named otherwise."""
    rules = pathlib.Path("rules.tsv")  # the model remembers its name
    rules.write_text(
        "".join(
            " ".join(f"{ord(c):X}" for c in a) + "\t" + " ".join(f"{ord(c):X}" for c in b) + "\n" for a, b in RULES
        ),
        encoding="utf-8",
    )
    model = sentencepiece_model(
        model_type="unigram", vocab_size=400, normalization_rule_tsv=str(rules), bos_piece="[bos]", unk_id=1, bos_id=0,
        eos_id=-1, control_symbols=["<|end|>"], user_defined_symbols=["[pad]"]
    )
    rules.unlink()
    return model


def sp_suffix():
    """White space at the end of words and no dummy prefix; neither BOS nor EOS."""
    return sentencepiece_model(
        model_type="bpe", vocab_size=400, treat_whitespace_as_suffix=True, normalization_rule_name="identity",
        add_dummy_prefix=False, bos_id=-1, eos_id=-1
    )


NORMALIZERS = [
    normalizers.NFC(), normalizers.NFD(), normalizers.NFKC(), normalizers.NFKD(), normalizers.Lowercase(),
    normalizers.Strip(), normalizers.Strip(left=False), normalizers.Strip(right=False), normalizers.Prepend("x "),
    normalizers.Replace("rope", ""), normalizers.Replace(Regex(r" {2,}"), " "),
    normalizers.Replace(Regex(r"\s+(?=\w)"), "_$1"),
    normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Lowercase(), normalizers.Replace("a", "bb"), normalizers.Strip()]
    ),
]
BEHAVIOURS = ["removed", "isolated", "merged_with_previous", "merged_with_next", "contiguous"]
PRE_TOKENIZERS = [
    pre_tokenizers.ByteLevel(add_prefix_space=True), pre_tokenizers.ByteLevel(add_prefix_space=False),
    pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.Digits(individual_digits=False),
    pre_tokenizers.Metaspace(prepend_scheme="always"), pre_tokenizers.Metaspace(prepend_scheme="first"),
    pre_tokenizers.Metaspace(prepend_scheme="never"), pre_tokenizers.Metaspace(prepend_scheme="always", split=False),
    pre_tokenizers.Metaspace(replacement="e", prepend_scheme="first", split=False),
] + [
    pre_tokenizers.Split(pattern, behaviour, invert)
    for behaviour in BEHAVIOURS
    for invert in (False, True)
    for pattern in (" ", Regex(r"\s+|(?<=e)[a-z]|\p{Lu}"))
]


def low_bits(lists):
    return [fnv(ids) & 0xFFFFFFFF for ids in lists]


def steps(texts):
    """Every step by itself around one byte-level model."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    train(tokenizer, 330, [], sorted(pre_tokenizers.ByteLevel.alphabet()))
    tokenizer.add_tokens([AddedToken("[pad]", normalized=False), AddedToken("[mask]", lstrip=True, single_word=True)])
    whole = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    rows = []
    for step in NORMALIZERS + PRE_TOKENIZERS:
        is_normalizer = isinstance(step, normalizers.Normalizer)
        tokenizer.normalizer = step if is_normalizer else None
        tokenizer.pre_tokenizer = whole if is_normalizer else pre_tokenizers.Sequence([step, whole])
        file = json.loads(tokenizer.to_str())
        rows.append(
            {
                "normalizer": file["normalizer"], "pre_tokenizer": file["pre_tokenizer"],
                "random": low_bits(tokenizer.encode(text, add_special_tokens=False).ids for text in texts),
            }
        )
    return {"base": file, "rows": rows}


def megabyte(encode):
    ids = encode(long_line(MEGABYTE))
    return {"lines": MEGABYTE, "ids": len(ids), "fnv": fnv(ids)}


def results(encode, decode, bos, texts):
    rows = [{"ids": encode(sample), "decoded": decode(encode(sample))} for sample in SAMPLES]
    joined = fnv(encode("".join(texts)))
    hashes = {"random": low_bits(map(encode, texts)), "joined": joined, "megabyte": megabyte(encode)}
    return {"bos": bos, "rows": rows, **hashes}


def write(name, value):
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"))
    (OUT / name).write_text(text + "\n", encoding="utf-8")


def main():
    OUT.mkdir(exist_ok=True)
    os.chdir(OUT)
    rng = random.Random(4)
    texts = [random_text(rng) for _ in range(300)]
    expected = {}
    for make in (llama2, llama3, metaspace, nfc_digits, phi3, mistral3, qwen2, neox):
        # Merges once as pairs and once as "a b", so that both spellings are read.
        file = json.loads(make().to_str())
        if make in (llama3, metaspace, neox):
            file["model"]["merges"] = [" ".join(merge) for merge in file["model"]["merges"]]
        text = json.dumps(file, ensure_ascii=False, separators=(",", ":"))
        (OUT / f"{make.__name__}.json").write_text(text + "\n", encoding="utf-8")
        tokenizer = Tokenizer.from_str(text)
        with_special = tokenizer.encode("rope").ids
        without = tokenizer.encode("rope", add_special_tokens=False).ids
        bos = with_special[0] if len(with_special) > len(without) else None
        encode = lambda text: tokenizer.encode(text, add_special_tokens=False).ids
        expected[f"{make.__name__}.json"] = results(encode, tokenizer.decode, bos, texts)
    for make in (sp_bpe, sp_unigram, sp_suffix):
        model = make()
        (OUT / f"{make.__name__}.model").write_bytes(model)
        processor = sentencepiece.SentencePieceProcessor(model_proto=model)
        bos = processor.bos_id() if processor.bos_id() >= 0 else None
        expected[f"{make.__name__}.model"] = results(processor.encode, processor.decode, bos, texts)
    write("expected.json", {"samples": SAMPLES, "random": texts, "expected": expected})
    write("steps.json", steps(texts[:100]))


if __name__ == "__main__":
    main()
