/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.access.credentials;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the blocks of PEM files (RFC 7468): certificates, and private keys as PKCS #8. */
final class Pem {

    private static final long MOST_BYTES = 1 << 20;
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");
    private static final List<String> KEYS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");
    private static final Map<String, String> SIGNATURES =
            Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA", "RSASSA-PSS", "RSASSA-PSS");

    private Pem() {}

    /** All certificates of a file, in their order; at least one. */
    static List<X509Certificate> certificates(Path file) throws UnusableFile {
        List<X509Certificate> found = new ArrayList<>();
        Matcher blocks = BLOCK.matcher(text(file));
        while (blocks.find()) {
            if (blocks.group(1).endsWith("CERTIFICATE")) {
                found.add(certificate(file, bytes(file, blocks.group(2))));
            }
        }
        if (found.isEmpty()) {
            throw new UnusableFile(file + ": it holds no certificate in PEM (-----BEGIN CERTIFICATE-----)");
        }
        return found;
    }

    private static X509Certificate certificate(Path file, byte[] der) throws UnusableFile {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException broken) {
            throw new UnusableFile(file + ": a certificate in it cannot be read: " + broken.getMessage(), broken);
        }
    }

    /** The private key of a file. */
    static PrivateKey key(Path file) throws UnusableFile {
        Matcher blocks = BLOCK.matcher(text(file));
        while (blocks.find()) {
            String kind = blocks.group(1);
            if (kind.equals("PRIVATE KEY")) {
                return key(file, bytes(file, blocks.group(2)));
            }
            if (kind.equals("ENCRYPTED PRIVATE KEY")) {
                throw new UnusableFile(file + ": the key has a pass phrase, which a service cannot type; write it"
                        + " without one: openssl pkey -in " + file + " -out NEW");
            }
            if (kind.endsWith("PRIVATE KEY")) {
                throw new UnusableFile(file + ": the key is in the old form '" + kind + "', PKCS #8 is wanted:"
                        + " openssl pkcs8 -topk8 -nocrypt -in " + file + " -out NEW");
            }
        }
        throw new UnusableFile(file + ": it holds no private key in PEM (-----BEGIN PRIVATE KEY-----)");
    }

    private static PrivateKey key(Path file, byte[] der) throws UnusableFile {
        for (String algorithm : KEYS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
            } catch (InvalidKeySpecException another) {
                // the next algorithm may know it
            } catch (NoSuchAlgorithmException missing) {
                throw new UnusableFile(file + ": this Java runtime knows no " + algorithm + " keys", missing);
            }
        }
        throw new UnusableFile(file + ": the key is of no kind that is known: " + String.join(", ", KEYS));
    }

    /** Whether a key is the one that a certificate speaks of: what it signs, the certificate confirms. */
    static boolean fit(PrivateKey key, X509Certificate certificate) {
        String algorithm = SIGNATURES.getOrDefault(key.getAlgorithm(), "");
        if (algorithm.equals("RSASSA-PSS")) {
            return true; // its parameters would have to be known to sign; TLS will tell
        }
        byte[] word = certificate.getSerialNumber().toByteArray();
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(word);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(word);
            return signature.verify(signed);
        } catch (GeneralSecurityException another) {
            return false;
        }
    }

    private static String text(Path file) throws UnusableFile {
        try {
            if (Files.isDirectory(file)) {
                throw new UnusableFile(file + ": it is a folder");
            }
            if (Files.size(file) > MOST_BYTES) {
                throw new UnusableFile(file + ": it is larger than 1 MiB, too large for certificates and keys");
            }
            // PEM is ASCII; what stands between the blocks may be anything
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException unreadable) {
            throw UnusableFile.of(file, unreadable);
        }
    }

    private static byte[] bytes(Path file, String base64) throws UnusableFile {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException broken) {
            throw new UnusableFile(file + ": a block of it is no base64: " + broken.getMessage(), broken);
        }
    }
}
