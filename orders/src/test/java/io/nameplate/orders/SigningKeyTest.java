/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSObject;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.text.ParseException;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class SigningKeyTest {

    @Test
    void theExampleOfTheStandardVerifies() throws GeneralSecurityException, ParseException {
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec("secp256r1"));
        ECPoint point = new ECPoint(
                whole("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"),
                whole("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"));
        PublicKey key = KeyFactory.getInstance("EC")
                .generatePublic(new ECPublicKeySpec(point, parameters.getParameterSpec(ECParameterSpec.class)));
        String input = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxl"
                + "LmNvbS9pc19yb290Ijp0cnVlfQ";
        String signature = "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
        SigningKey signing = new SigningKey("rfc7515", key);
        assertThat(signing.signed(JWSObject.parse(input + "." + signature))).isTrue();
        assertThat(signing.signed(JWSObject.parse(input.replace("FtcGxl", "FtcGxm") + "." + signature)))
                .isFalse();
        for (int length : new int[] {1, 63, 64, 65, 132}) {
            assertThat(signing.signed(JWSObject.parse(input + "." + base64(new byte[length]))))
                    .as("%d zeros", length)
                    .isFalse();
        }
    }

    @Test
    void keysThatAreTooWeakOrNoKeysAreRefused() {
        for (KeyPair weak : List.of(KeyPairs.onCurve("secp384r1"), KeyPairs.ofRsa(1_024))) {
            assertThatThrownBy(() -> SigningKey.ofPem("k", KeyPairs.pem(weak.getPublic())))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        for (String pem : List.of(
                "", "-----BEGIN PUBLIC KEY-----", "-----BEGIN PUBLIC KEY-----AAAA", "-----BEGIN PUBLIC KEY-----!")) {
            assertThatThrownBy(() -> SigningKey.ofPem("k", pem)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static BigInteger whole(String text) {
        return new BigInteger(1, Base64.getUrlDecoder().decode(text));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
