/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.recorder;

import io.nameplate.collectors.disk.AtomicFile;
import io.nameplate.collectors.recorder.RecordLog.Position;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file that holds the inventory's state and how far the record log was when it was taken; replaced as a whole. */
public final class SnapshotFile {

    private static final Logger LOG = LoggerFactory.getLogger(SnapshotFile.class);
    private static final int MAGIC = 0x4E505331;

    private final Path file;

    /** A snapshot file in a folder. */
    public SnapshotFile(Path folder) {
        this.file = in(folder);
    }

    /** Where it lies in a folder. */
    public static Path in(Path folder) {
        return folder.resolve("inventory.snapshot");
    }

    /** A snapshot and its place. */
    static final class Snapshot {
        final Position position;
        final byte[] image;

        Snapshot(Position position, byte[] image) {
            this.position = position;
            this.image = image;
        }
    }

    /** The last snapshot written as a whole; empty if there is none that can be read. */
    Optional<Snapshot> read() throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        byte[] content = Files.readAllBytes(file);
        try {
            return Optional.of(parse(content));
        } catch (IOException torn) {
            LOG.atWarn()
                    .addKeyValue("file", file)
                    .addKeyValue("reason", torn.toString())
                    .log("saved state cannot be read, going on without it");
            return Optional.empty();
        }
    }

    private static Snapshot parse(byte[] content) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(content));
        if (in.readInt() != MAGIC) {
            throw new IOException("it is no snapshot");
        }
        Position position = new Position(in.readUTF(), in.readLong());
        int length = in.readInt();
        if (length != in.available()) {
            throw new IOException("it holds " + in.available() + " bytes of " + length);
        }
        return new Snapshot(position, in.readAllBytes());
    }

    void write(Position position, byte[] image) throws IOException {
        ByteArrayOutputStream start = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(start);
        out.writeInt(MAGIC);
        out.writeUTF(position.epoch());
        out.writeLong(position.seq());
        out.writeInt(image.length);
        AtomicFile.write(file, ByteBuffer.wrap(start.toByteArray()), ByteBuffer.wrap(image));
    }
}
