/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.evidence;

import io.nameplate.alerting.ledger.store.Hash;
import io.nameplate.model.evidence.KeptEvidence;
import io.nameplate.model.language.HallId;
import io.nameplate.model.language.LeaseId;
import io.nameplate.model.language.LineId;
import io.nameplate.model.verdict.LineKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Keeps what settled results rest on, by hall and interval: under {@code settled/DAY/TIME/HALL/VERSION.evidence} and {@code
 * late/DAY/TIME/HALL/SHA256.evidence}, beside which {@code SHA256.merged} says that it is merged. {@code
 * corrected/DAY/TIME/LEASE/LINE/VERSION} says that a result was settled again under that registry version. An object is never
 * changed, and safe when the call that wrote it returns. Callers see to it that there is one writer at a time.
 */
public final class EvidenceStore {

    private static final DateTimeFormatter BOTH =
            DateTimeFormatter.ofPattern("uuuu-MM-dd/HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    private static final String SUFFIX = ".evidence";
    private static final String MERGED = ".merged";

    private static final String SETTLED = "settled";
    private static final String LATE = "late";
    private static final String CORRECTED = "corrected";

    private final ObjectStore objects;

    public EvidenceStore(ObjectStore objects) {
        this.objects = objects;
    }

    /** A store in a folder. */
    public static EvidenceStore in(Path folder) {
        return new EvidenceStore(new FolderStore(folder));
    }

    private static String place(String root, Instant start) {
        return root + "/" + BOTH.format(start);
    }

    private static String place(String root, HallId hall, Instant start) {
        return place(root, start) + "/" + hall.value();
    }

    private static String place(String root, KeptEvidence piece) {
        return place(root, piece.hall(), Instant.ofEpochSecond(piece.intervalStart()));
    }

    /** Merges a piece into what is kept. What says nothing new changes nothing, anything else makes the next version. */
    public Kept keep(KeptEvidence piece) {
        String place = place(SETTLED, piece);
        int newest = newest(place);
        Optional<byte[]> known = objects.read(place + "/" + newest + SUFFIX);
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
        objects.write(place + "/" + (newest + 1) + SUFFIX, bytes);
        return new Kept(newest + 1, sha256, true);
    }

    private int newest(String place) {
        return stems(place, SUFFIX).stream().mapToInt(Integer::parseInt).max().orElse(0);
    }

    private List<String> stems(String place, String suffix) {
        return objects.names(place).stream()
                .filter(name -> name.endsWith(suffix))
                .map(name -> name.substring(0, name.length() - suffix.length()))
                .toList();
    }

    /** Keeps a piece that came after its interval was closed, beside the versions and under the hash of its bytes. */
    public Kept keepLate(KeptEvidence piece) {
        byte[] bytes = piece.toBytes();
        String sha256 = Hash.of(bytes);
        String key = place(LATE, piece) + "/" + sha256 + SUFFIX;
        boolean isNew = objects.read(key).isEmpty();
        if (isNew) {
            objects.write(key, bytes);
        }
        return new Kept(0, sha256, isNew);
    }

    /** The newest version, as canonical bytes. */
    public Optional<byte[]> latest(HallId hall, Instant start) {
        return version(hall, start, newest(place(SETTLED, hall, start)));
    }

    /** A version that was the newest once, or is. */
    public Optional<byte[]> version(HallId hall, Instant start, int version) {
        return objects.read(place(SETTLED, hall, start) + "/" + version + SUFFIX);
    }

    /** The late pieces by the hash of their bytes, in order. */
    public List<String> late(HallId hall, Instant start) {
        return stems(place(LATE, hall, start), SUFFIX);
    }

    /** The number of the newest version; 0 while nothing is kept. */
    public int newest(HallId hall, Instant start) {
        return newest(place(SETTLED, hall, start));
    }

    /** Those of them that a resettlement has merged, in order; they stay where they are. */
    public List<String> merged(HallId hall, Instant start) {
        return stems(place(LATE, hall, start), MERGED);
    }

    /**
     * Remembers that a resettlement has merged a late piece.
     *
     * @param note into which version, when, and who approved it, for whoever reads the store itself
     */
    public void markMerged(HallId hall, Instant start, String sha256, String note) {
        String mark = place(LATE, hall, start) + "/" + sha256 + MERGED;
        if (objects.read(mark).isEmpty()) {
            objects.write(mark, note.getBytes(StandardCharsets.UTF_8));
        }
    }

    /**
     * Remembers that a line's interval was settled again under another version of the registry.
     *
     * @param note when, and who approved it, for whoever reads the store itself
     */
    public void correct(LineKey line, Instant start, long version, String note) {
        String mark = place(CORRECTED, start) + "/" + line.lease() + "/" + line.line() + "/" + version;
        if (objects.read(mark).isEmpty()) {
            objects.write(mark, note.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** The newest registry version under which lines of an interval were settled again. */
    public SortedMap<LineKey, Long> corrected(Instant start) {
        SortedMap<LineKey, Long> corrected = new TreeMap<>();
        String place = place(CORRECTED, start);
        for (String lease : objects.names(place)) {
            for (String line : objects.names(place + "/" + lease)) {
                for (String version : objects.names(place + "/" + lease + "/" + line)) {
                    LineKey key = new LineKey(new LeaseId(lease), new LineId(line));
                    corrected.merge(key, Long.parseLong(version), Math::max);
                }
            }
        }
        return corrected;
    }

    /** A late piece, as canonical bytes. */
    public Optional<byte[]> late(HallId hall, Instant start, String sha256) {
        return HASH.matcher(sha256).matches()
                ? objects.read(place(LATE, hall, start) + "/" + sha256 + SUFFIX)
                : Optional.empty();
    }

    /** Where the intervals begin of which anything is kept that is not late, in order. */
    public List<Instant> intervals() {
        return intervals(SETTLED);
    }

    /** Where the intervals begin of which late pieces are kept, in order. */
    public List<Instant> lateIntervals() {
        return intervals(LATE);
    }

    private List<Instant> intervals(String root) {
        List<Instant> starts = new ArrayList<>();
        for (String day : objects.names(root)) {
            for (String time : objects.names(root + "/" + day)) {
                starts.add(BOTH.parse(day + "/" + time, Instant::from));
            }
        }
        return starts;
    }

    /** The halls of which it is kept in an interval, in order. */
    public List<HallId> halls(Instant start) {
        return halls(SETTLED, start);
    }

    /** The halls of which late pieces are kept in an interval, in order. */
    public List<HallId> lateHalls(Instant start) {
        return halls(LATE, start);
    }

    private List<HallId> halls(String root, Instant start) {
        String place = place(root, start);
        return objects.names(place).stream()
                .map(HallId::new)
                .filter(hall -> !stems(place + "/" + hall.value(), SUFFIX).isEmpty())
                .toList();
    }

    /** Removes what was written before an instant and gives how many pieces these were. */
    public long forgetBefore(Instant instant) {
        objects.deleteBefore(CORRECTED, instant);
        return objects.deleteBefore(SETTLED, instant) + objects.deleteBefore(LATE, instant);
    }
}
