"""Records of checks, returns and credits with their addenda (X9.100-187; 61 as banks agreed before 62 came)."""

TABLES = {
    "25": (
        "check detail",
        """
03-17 NBSM C auxiliary_on_us
18-18 NS C external_processing_code
19-26 N M payor_bank_routing
27-27 N M payor_bank_check_digit
28-47 NBSMOS C on_us
48-57 N M item_amount
58-72 NB M item_sequence_number
73-73 AN C documentation_type A|B|C|D|E|F|G|H|I|J|K|L|M
74-74 AN C return_acceptance
75-75 N C micr_valid_indicator 1|2|3|4
76-76 A M bofd_indicator Y|N|U
77-78 N M addendum_count
79-79 N C correction_indicator 0|1|2|3|4
80-80 AN C archive_type A|B|C|D|E|F|G|H|I
""",
    ),
    "26": (
        "check detail addendum a",
        """
03-03 N M record_number
04-12 N M return_location_routing
13-20 N M endorsement_date
21-35 NB C bofd_item_sequence_number
36-53 ANS C deposit_account
54-58 ANS C deposit_branch
59-73 ANS C payee_name
74-74 A M truncation_indicator Y|N
75-75 AN C conversion_indicator 0|1|2|3|4|5|6|7|8
76-76 N C correction_indicator 0|1|2|3|4
77-77 ANS C user_field
78-80 B M reserved
""",
    ),
    "27": (
        "check detail addendum b",
        """
03-03 N M key_indicator
04-18 NB C archive_sequence_number
19-22 N M key_length
+key_length ANS C image_reference_key
+15 ANS C description
+4 ANS C user_field
+5 B M reserved
""",
    ),
    "28": (
        "check detail addendum c",
        """
03-04 N M record_number
05-13 N M endorsing_bank_routing
14-21 N M endorsement_date
22-36 NB M endorsing_bank_sequence_number
37-37 A C truncation_indicator Y|N
38-38 AN C conversion_indicator 0|1|2|3|4|5|6|7|8
39-39 A C correction_indicator 0|1|2|3|4
40-40 AN C return_reason
41-59 ANS C user_field
60-60 AN C endorsing_bank_identifier
61-80 B M reserved
""",
    ),
    "31": (
        "return detail ",
        """
03-10 N M payor_bank_routing
11-11 N M payor_bank_check_digit
12-31 NBSMOS C on_us
32-41 N M item_amount
42-42 AN M return_reason A|B|C|D|E|F|G|H|I|J|K|L|M|N|O|P|Q|R|S|T|U|W|X|Y|Z|0|1|2|3|4|5|6|7|8|9
43-44 N M addendum_count
45-45 AN C documentation_type A|B|C|D|E|F|G|H|I|J|K|L|M
46-53 N C forward_bundle_date
54-68 NB C item_sequence_number
69-69 NS C external_processing_code
70-70 N M notification_indicator
71-71 AN M archive_type
72-72 N C times_returned
73-80 B M reserved
""",
    ),
    "32": (
        "return detail addendum a",
        """
03-03 N M record_number
04-12 N M return_location_routing
13-20 N M endorsement_date
21-35 NB C bofd_item_sequence_number
36-53 ANS C deposit_account
54-58 ANS C deposit_branch
59-73 ANS C payee_name
74-74 A M truncation_indicator Y|N
75-75 AN C conversion_indicator 0|1|2|3|4|5|6|7|8
76-76 N C correction_indicator 0|1|2|3|4
77-77 ANS C user_field
78-80 B M reserved
""",
    ),
    "33": (
        "return detail addendum b",
        """
03-20 ANS C payor_bank_name
21-35 NBSM C auxiliary_on_us
36-50 NB C payor_bank_sequence_number
51-58 N C payor_bank_business_date
59-80 ANS C payor_account_name
""",
    ),
    "34": (
        "return detail addendum c",
        """
03-03 N M key_indicator
04-18 NB C archive_sequence_number
19-22 N M key_length
+key_length ANS C image_reference_key
+15 ANS C description
+4 ANS C user_field
+5 B M reserved
""",
    ),
    "35": (
        "return detail addendum d",
        """
03-04 N M record_number
05-13 N M endorsing_bank_routing
14-21 N M endorsement_date
22-36 NB M endorsing_bank_sequence_number
37-37 A M truncation_indicator Y|N
38-38 AN C conversion_indicator 0|1|2|3|4|5|6|7|8
39-39 N C correction_indicator 0|1|2|3|4
40-40 AN C return_reason
41-59 ANS C user_field
60-60 N C endorsing_bank_identifier
61-80 B M reserved
""",
    ),
    "61": (
        "credit (deposit ticket)",
        """
03-17 NBSM C auxiliary_on_us
18-18 NS C external_processing_code
19-27 N M posting_bank_routing
28-47 NBSMOS C on_us
48-57 N M item_amount
58-72 NB C item_sequence_number
73-73 AN C documentation_type
74-74 AN C account_type
75-75 AN C source_of_work
76-76 AN C work_type
77-77 AN C debit_credit_indicator
78-80 B M reserved
""",
    ),
    "62": (
        "credit item",
        """
03-17 NBSM C auxiliary_on_us
18-18 NS C external_processing_code
19-27 N M posting_bank_routing
28-47 NBSMOS C on_us
48-61 N M item_amount
62-76 NB C item_sequence_number
77-77 AN C documentation_type
78-78 AN C account_type
79-80 N C source_of_work
81-96 ANS C user_field
97-100 B M reserved
""",
    ),
}
