/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.evidence;

import io.nameplate.alerting.ledger.store.Hash;
import io.nameplate.model.evidence.KeptEvidence;
import io.nameplate.model.language.HallId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The evidence store as a folder: {@code settled/DAY/TIME/HALL/VERSION.evidence} and {@code
 * late/DAY/TIME/HALL/SHA256.evidence}, beside which {@code SHA256.merged} says that it is merged. A file is never changed, and on the disk when the call that wrote it returns.
 */
public final class EvidenceFolder implements EvidenceStore {

    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("uuuu-MM-dd").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter BOTH =
            DateTimeFormatter.ofPattern("uuuu-MM-dd/HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    private static final String SUFFIX = ".evidence";
    private static final String MERGED = ".merged";

    private final Path settled;
    private final Path late;

    public EvidenceFolder(Path root) {
        this.settled = root.resolve("settled");
        this.late = root.resolve("late");
    }

    private static Path place(Path root, HallId hall, Instant start) {
        return root.resolve(DAY.format(start)).resolve(TIME.format(start)).resolve(hall.value());
    }

    private static Path place(Path root, KeptEvidence piece) {
        return place(root, piece.hall(), Instant.ofEpochSecond(piece.intervalStart()));
    }

    @Override
    public Kept keep(KeptEvidence piece) {
        Path place = place(settled, piece);
        int newest = newest(place);
        Optional<byte[]> known = WholeFiles.read(place.resolve(newest + SUFFIX));
        KeptEvidence merged = piece;
        if (known.isPresent()) {
            merged = KeptEvidence.fromBytes(known.get());
            merged.merge(piece);
        }
        byte[] bytes = merged.toBytes();
        String sha256 = Hash.of(bytes);
        if (known.map(Hash::of).filter(sha256::equals).isPresent()) {
            return new Kept(newest, sha256, false);
        }
        WholeFiles.write(settled, place.resolve(newest + 1 + SUFFIX), bytes);
        return new Kept(newest + 1, sha256, true);
    }

    private static int newest(Path place) {
        return stems(place, SUFFIX).stream().mapToInt(Integer::parseInt).max().orElse(0);
    }

    private static List<String> stems(Path place, String suffix) {
        return WholeFiles.names(place).stream()
                .filter(name -> name.endsWith(suffix))
                .map(name -> name.substring(0, name.length() - suffix.length()))
                .toList();
    }

    @Override
    public Kept keepLate(KeptEvidence piece) {
        byte[] bytes = piece.toBytes();
        String sha256 = Hash.of(bytes);
        Path file = place(late, piece).resolve(sha256 + SUFFIX);
        boolean isNew = WholeFiles.read(file).isEmpty();
        if (isNew) {
            WholeFiles.write(late, file, bytes);
        }
        return new Kept(0, sha256, isNew);
    }

    @Override
    public Optional<byte[]> latest(HallId hall, Instant start) {
        return version(hall, start, newest(place(settled, hall, start)));
    }

    @Override
    public Optional<byte[]> version(HallId hall, Instant start, int version) {
        return WholeFiles.read(place(settled, hall, start).resolve(version + SUFFIX));
    }

    @Override
    public List<String> late(HallId hall, Instant start) {
        return stems(place(late, hall, start), SUFFIX);
    }

    @Override
    public int newest(HallId hall, Instant start) {
        return newest(place(settled, hall, start));
    }

    @Override
    public List<String> merged(HallId hall, Instant start) {
        return stems(place(late, hall, start), MERGED);
    }

    @Override
    public void markMerged(HallId hall, Instant start, String sha256, String note) {
        Path mark = place(late, hall, start).resolve(sha256 + MERGED);
        if (WholeFiles.read(mark).isEmpty()) {
            WholeFiles.write(late, mark, note.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Override
    public Optional<byte[]> late(HallId hall, Instant start, String sha256) {
        return HASH.matcher(sha256).matches()
                ? WholeFiles.read(place(late, hall, start).resolve(sha256 + SUFFIX))
                : Optional.empty();
    }

    @Override
    public List<Instant> intervals() {
        return intervals(settled);
    }

    @Override
    public List<Instant> lateIntervals() {
        return intervals(late);
    }

    private static List<Instant> intervals(Path root) {
        List<Instant> starts = new ArrayList<>();
        for (String day : WholeFiles.names(root)) {
            for (String time : WholeFiles.names(root.resolve(day))) {
                starts.add(BOTH.parse(day + "/" + time, Instant::from));
            }
        }
        return starts;
    }

    @Override
    public List<HallId> halls(Instant start) {
        return halls(settled, start);
    }

    @Override
    public List<HallId> lateHalls(Instant start) {
        return halls(late, start);
    }

    private static List<HallId> halls(Path root, Instant start) {
        Path place = root.resolve(DAY.format(start)).resolve(TIME.format(start));
        return WholeFiles.names(place).stream()
                .map(HallId::new)
                .filter(hall -> !stems(place.resolve(hall.value()), SUFFIX).isEmpty())
                .toList();
    }

    @Override
    public long forgetBefore(Instant instant) {
        return WholeFiles.deleteBefore(settled, instant) + WholeFiles.deleteBefore(late, instant);
    }
}
